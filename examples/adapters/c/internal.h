/* What the files of the unit share. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include "unit.h"

#define REGISTER_BYTES 0x300
#define MESSAGES 64 /* that wait to be taken; later ones are lost */

enum { GCMD = 0x18, GSTS = 0x1c, RTADDR = 0x20, FSTS = 0x34, FECTL = 0x38, FEDATA = 0x3c, FEADDR = 0x40, FEUADDR = 0x44 };

#define TE (1u << 31) /* of GCMD; TES of GSTS is the same bit */

struct page;
struct range {
    uint64_t start, end;
};

struct unit {
    uint32_t words[REGISTER_BYTES / 4];
    uint64_t root_table; /* RTADDR as SRTP latched it */
    uint32_t next_record;

    struct message messages[MESSAGES];
    size_t message_count, message_taken;

    struct page *pages[1024];
    struct page *unused;
    struct range *failing;
    size_t failing_count, failing_room;
};

static inline uint32_t word(const struct unit *unit, uint32_t offset) { return unit->words[offset / 4]; }

/* registers.c */
void send(struct unit *unit, uint64_t address, uint32_t data);
void record_fault(struct unit *unit, unsigned reason, const struct request *request);

/* memory.c */
void memory_reset(struct unit *unit);
void memory_free(struct unit *unit);
bool memory_fails(const struct unit *unit, uint64_t address, uint64_t length);

#endif
