/* What the implementation says of itself, for both forms of the adapter (docs/adapters.md). */
#ifndef SUBJECT_H
#define SUBJECT_H

#include <inttypes.h>
#include <stdio.h>

#include "unit.h"

/* Members of the message `subject`, without those that say what kind of message it is. */
static inline void write_subject(char *text, size_t room, const char *form) {
    snprintf(text, room,
             "\"name\":\"example in C (%s)\",\"version\":\"1.0\","
             "\"capabilities\":{\"ver\":\"0x%x\",\"cap\":\"0x%" PRIx64 "\",\"ecap\":\"0x%" PRIx64 "\",\"haw\":%d},"
             "\"ram\":[{\"address\":\"0x0\",\"length\":\"0x%" PRIx64 "\"}],\"inaccessible\":[],\"requesters\":\"any\","
             "\"dma\":[\"read\",\"write\",\"zero-length-read\",\"fetch-add\",\"swap\",\"compare-and-swap\"],"
             "\"completionStatus\":true,\"notes\":[\"legacy mode with register-based invalidation; caches nothing\"]",
             form, UNIT_VER, (uint64_t)UNIT_CAP, (uint64_t)UNIT_ECAP, HAW, (uint64_t)1 << HAW);
}

#endif
