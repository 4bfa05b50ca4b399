/* wire.h - a player as a layer for a stream
 *
 * It gives and takes as much at a time, and as willingly, as the player says,
 * and ends as it says.
 */
#ifndef UNIT_WIRE_H
#define UNIT_WIRE_H

#include "net/stream.h"
#include "unit/player.h"

struct layer wire_layer(struct player *player);

#endif
