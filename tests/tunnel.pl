#!/usr/bin/perl
# tunnel.pl PORT - joins standard input and output with a port of 127.0.0.1,
# as a tunnel command does; ends when that side has closed
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1:' . shift)
	or die "tunnel.pl: $!\n";
my $select = IO::Select->new(\*STDIN, $server);
while (1) {
	for my $from ($select->can_read) {
		my $is_ours = fileno $from == 0;
		if (sysread $from, my $octets, 65536) {
			my ($to, $sent) = ($is_ours ? $server : \*STDOUT, 0);
			while ($sent < length $octets) {
				$sent += syswrite($to, $octets, 65536, $sent)
					|| exit;
			}
		} elsif ($is_ours) {
			$select->remove($from);
			shutdown $server, 1;
		} else {
			exit;
		}
	}
}
