// The wrappers are inline; a C target needs one source file to be built at all.
#include "CCurl.h"
