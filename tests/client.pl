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

sub crowd {
	my %heard;
	my @gates = map { dial() } 1 .. $many;
	$heard{substr readline($_) // 'none', 0, 3}++ for @gates;
	print "$_ $heard{$_}\n" for sort keys %heard;
}

$how eq 'deaf' ? deaf() : $how eq 'crowd' ? crowd() : once();
