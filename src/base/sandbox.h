/* sandbox.h - rights given up before strangers are heard
 *
 * A second wall: were a reply, a certificate or a challenge ever to take us
 * over, it could neither run a program nor write a file nor reach for the
 * dustier parts of the kernel. It costs a few system calls, a run without it is
 * no worse than before, and so nothing here ever fails.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stddef.h>

/* From now on, as far as this kernel can: no program is run, set-id bits are
 * nothing, and only what lies at these paths, in /tmp, /var/tmp and /dev/null,
 * is written (a path that is not there yet means its directory; NULLs are
 * passed over). Everything may be read. It holds for our children too, so it
 * is not for a run that needs one. */
void sandbox_enter(const char *const *writable, size_t count);

#endif
