#!/usr/bin/perl
# inetd.pl - a client by TCP of a program that serves one at stdin and stdout
#
#	inetd.pl COMMAND...      prints what it hears of it, and ends as it does
use strict;
use warnings;
use IO::Socket::INET;

my $door = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
	or die "inetd.pl: $!\n";
my $client = IO::Socket::INET->new(
	PeerAddr => '127.0.0.1', PeerPort => $door->sockport)
	or die "inetd.pl: $!\n";
my $served = $door->accept;
my $server = fork // die "inetd.pl: $!\n";
if ($server == 0) {
	open STDIN, '<&', $served;
	open STDOUT, '>&', $served;
	exec @ARGV or die "inetd.pl: $ARGV[0]: $!\n";
}
close $served;
print while <$client>;
waitpid $server, 0;
exit $? >> 8;
