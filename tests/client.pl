#!/usr/bin/perl
# client.pl - clients of a gate that no honest program is
#
#	client.pl PLACE          says stdin, ends its side, prints what it hears
#	client.pl PLACE deaf     says stdin again and again, and hears nothing,
#	                         until it is left
#	client.pl PLACE crowd N  N connections at once, which say nothing; prints
#	                         how many heard each code
use strict;
use warnings;
use IO::Socket::INET;
use Socket;

$SIG{PIPE} = 'IGNORE';
my ($place, $how, $many) = (@ARGV, 'once');

sub dial {
	IO::Socket::INET->new(PeerAddr => $place, Timeout => 30)
		or die "client.pl: $place: $!\n";
}

sub once {
	my $gate = dial();
	while (read STDIN, my $words, 65536) {
		print $gate $words or last;
	}
	$gate->flush;
	shutdown $gate, 1;
	print while <$gate>;
}

sub deaf {
	my $gate = dial();
	local $/;
	my $words = <STDIN>;
	1 while print $gate $words;
}

# IO::Socket would take ten times as long as the gate.
sub crowd {
	my ($address, $port) = split /:/, $place;
	my $gate = pack_sockaddr_in($port, inet_aton($address));
	my (@gates, %heard);
	for (1 .. $many) {
		my $socket;
		socket $socket, PF_INET, SOCK_STREAM, 0
			and connect $socket, $gate
			or die "client.pl: connection $_: $!\n";
		push @gates, $socket;
	}
	$heard{substr readline($_) // 'none', 0, 3}++ for @gates;
	print "$_ $heard{$_}\n" for sort keys %heard;
}

$how eq 'deaf' ? deaf() : $how eq 'crowd' ? crowd() : once();
