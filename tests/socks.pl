#!/usr/bin/perl
# socks.pl - a SOCKS 5 proxy (RFC 1928, 1929) for one test
#
#	socks.pl LOG [USER:PASSWORD] HOST=PORT... HOST=-STATUS...
#
# It connects whoever asks for HOST, at any port, to PORT of 127.0.0.1, or
# refuses with STATUS, and knows no other host. Its first line on standard
# output is "port N", N chosen by the kernel; what it is asked stands in LOG.
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use IO::Socket::INET;
use Socket qw(inet_ntop AF_INET AF_INET6);

open my $log, '>>', shift or die "socks.pl: $!\n";
$log->autoflush(1);
my $login = @ARGV && $ARGV[0] !~ /=/ ? shift : undef;
my %host = map { split /=/, $_, 2 } @ARGV;

sub take {
	my ($client, $length) = @_;
	my $octets = '';
	while (length $octets < $length) {
		sysread $client, $octets, $length - length $octets,
			length $octets or exit;
	}
	return $octets;
}

sub say_octets { syswrite $_[0], pack 'C*', @_[1 .. $#_] }

sub take_counted { take($_[0], unpack 'C', take($_[0], 1)) }

sub let_in {
	my ($client) = @_;
	my ($version, $count) = unpack 'CC', take($client, 2);
	my @methods = unpack 'C*', take($client, $count);
	my $method = defined $login ? 2 : 0;
	print $log "methods @methods\n";
	$method = 255 unless $version == 5 && grep { $_ == $method } @methods;
	say_octets($client, 5, $method);
	exit if $method == 255;
	return if $method == 0;
	take($client, 1);
	my $user = take_counted($client);
	my $well = "$user:" . take_counted($client) eq $login;
	print $log 'login ', $well ? "of $user" : 'refused', "\n";
	say_octets($client, 1, $well ? 0 : 1);
	exit unless $well;
}

sub take_target {
	my ($client) = @_;
	my ($version, $command, $reserved, $kind) =
		unpack 'CCCC', take($client, 4);
	exit unless $version == 5 && $command == 1 && $reserved == 0;
	my $host = $kind == 1 ? inet_ntop(AF_INET, take($client, 4))
		: $kind == 4 ? inet_ntop(AF_INET6, take($client, 16))
		: take_counted($client);
	my $port = unpack 'n', take($client, 2);
	print $log "connect kind $kind, $host port $port\n";
	return $host;
}

sub forward {
	my %other = ($_[0] => $_[1], $_[1] => $_[0]);
	my $select = IO::Select->new(@_);
	while ($select->count) {
		for my $from ($select->can_read) {
			my $to = $other{$from};
			if (sysread $from, my $octets, 65536) {
				my $sent = 0;
				while ($sent < length $octets) {
					$sent += syswrite($to, $octets,
						65536, $sent) || return;
				}
			} else {
				$select->remove($from);
				shutdown $to, 1;
			}
		}
	}
}

sub serve {
	my ($client) = @_;
	let_in($client);
	my $to = $host{take_target($client)} // -4;
	my $server = $to < 0 ? undef
		: IO::Socket::INET->new(PeerAddr => "127.0.0.1:$to");
	my $status = $server ? 0 : $to < 0 ? -$to : 5;
	say_octets($client, 5, $status, 0, 1, 127, 0, 0, 1, 0, 0);
	return forward($client, $server) if $server;
	print $log "told: $_" if sysread $client, $_, 100;
}

my $listener = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1')
	or die "socks.pl: $!\n";
STDOUT->autoflush(1);
print 'port ', $listener->sockport, "\n";
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
while (1) {
	my $client = $listener->accept or next;
	my $child = fork // die "socks.pl: $!\n";
	if ($child == 0) {
		serve($client);
		exit;
	}
	close $client;
}
