/* body.c - a message as it comes over the wire, strictly read */
#include "smarthost/body.h"

/* RFC 5321 4.5.3.1.6: 1000 octets with the CRLF, the doubled dot aside. */
enum { LONGEST_LINE = 998 };

static bool
offend(struct body *body, const char *how)
{
	snprintf(body->offence, sizeof(body->offence),
	    "%s in line %zu of the message", how, body->line + 1);
	return false;
}

static bool
take(struct body *body, int octet)
{
	if (body->after_cr != (octet == '\n'))
		return offend(body, body->after_cr ? "a bare CR" : "a bare LF");
	if (octet == '\0')
		return offend(body, "a NUL");

	body->after_cr = octet == '\r';
	body->column++;
	if (octet == '\n') {
		body->line++;
		body->column = 0;
	} else if (octet != '\r' && body->column > LONGEST_LINE) {
		return offend(body, "more than 998 octets");
	}
	body->size++;
	if (body->sink != NULL
	    && (body->limit == 0 || body->size <= body->limit))
		putc(octet, body->sink);
	return true;
}

bool
body_dotted(struct body *body, struct wire *wire)
{
	int octet;

	while ((octet = wire_octet(wire)) >= 0) {
		if (octet == '.' && body->column == 0) {
			octet = wire_octet(wire);
			if (octet == '\r')
				break;
			if (octet >= 0 && octet != '.')
				return offend(body, "a dot not doubled");
		}
		if (octet < 0 || !take(body, octet))
			return false;
	}
	/* Behind the CR of the final dot. */
	if (octet < 0 || (octet = wire_octet(wire)) < 0)
		return false;
	return octet == '\n' || offend(body, "a bare CR behind the dot");
}

bool
body_chunk(struct body *body, struct wire *wire, size_t octets, bool last)
{
	for (; octets > 0; octets--) {
		int octet = wire_octet(wire);

		if (octet < 0 || !take(body, octet))
			return false;
	}
	return !last || !body->after_cr || offend(body, "a bare CR");
}
