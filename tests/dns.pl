#!/usr/bin/perl
# dns.pl - a name server for one test: answers SRV and A questions from its
# arguments, NAME=PRIORITY,WEIGHT,PORT,TARGET or NAME=ADDRESS, says "ready" and
# serves 127.0.0.1 port 53 until it is killed. A question for NAME=silence is
# never answered, but told: "asked NAME".
use strict;
use warnings;
use IO::Socket::INET;
use Socket;

my (%srv, %address);
for (@ARGV) {
	my ($name, $value) = split /=/, $_, 2;
	my @parts = split /,/, $value;
	if (@parts == 4) { push @{$srv{lc $name}}, \@parts }
	else { $address{lc $name} = $value }
}

sub encode { join('', map { pack('C/a', $_) } split /\./, $_[0]) . "\0" }

my $socket = IO::Socket::INET->new(Proto => 'udp', LocalAddr => '127.0.0.1',
	LocalPort => 53) or die "dns.pl: $!\n";
$| = 1;
print "ready\n";
while (my $peer = $socket->recv(my $question, 512)) {
	my ($id) = unpack 'n', $question;
	my ($at, @labels) = (12);
	while (my $length = unpack 'C', substr $question, $at, 1) {
		push @labels, substr $question, $at + 1, $length;
		$at += $length + 1;
	}
	my $name = lc join '.', @labels;
	if (($address{$name} || '') eq 'silence') {
		print "asked $name\n";
		next;
	}
	my $type = unpack 'n', substr $question, $at + 1, 2;
	my @answers;
	@answers = map { pack('nnn', @$_[0 .. 2]) . encode($_->[3]) }
		@{$srv{$name} || []} if $type == 33;
	@answers = inet_aton($address{$name}) if $type == 1 && $address{$name};
	my $known = $srv{$name} || $address{$name};
	my $reply = pack 'nnnnnn', $id, $known ? 0x8180 : 0x8183, 1,
		scalar @answers, 0, 0;
	$reply .= substr $question, 12, $at + 5 - 12;
	$reply .= pack('nnnNn', 0xc00c, $type, 1, 60, length) . $_ for @answers;
	$socket->send($reply);
}
