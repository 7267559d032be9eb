/* The register file, the fault records and the fault event (sections 7.2.1, 7.3 and 11.4). */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define BIT(n) (1u << (n))

enum { CAP = 0x08, ECAP = 0x10, CCMD = 0x28, IOTLB = 0x108, FRCD = 0x200 };
enum { RECORDS = 8 };

#define SRTP BIT(30)                       /* of GCMD; RTPS of GSTS is the same bit */
#define PFO BIT(0)                         /* of FSTS */
#define PPF BIT(1)
#define IM BIT(31)                         /* of FECTL */
#define IP BIT(30)
#define F BIT(31)                          /* of the last word of a fault record */
#define LARGEST_AGAW 48

/* Bits that software can write, by the offset of their 32-bit word. Every other bit is read-only or reserved. */
static uint32_t writable(uint32_t offset) {
    switch (offset) {
    case RTADDR: return 0xfffffc00;        /* RTA, TTM */
    case RTADDR + 4: return 0xffffffff;
    case CCMD: return 0x0000ffff;          /* DID; SID is write-only and has no effect here */
    case CCMD + 4: return 0xe0000000;      /* ICC, CIRG */
    case FECTL: return IM;
    case FEDATA: return 0x0000ffff;
    case FEADDR: return 0xfffffffc;
    case FEUADDR: return 0xffffffff;
    case IOTLB + 4: return 0xb003ffff;     /* IVT, IIRG, DR, DW, DID */
    default: return 0;
    }
}

static uint32_t *at(struct unit *unit, uint32_t offset) { return &unit->words[offset / 4]; }
static uint32_t record_top(uint32_t index) { return FRCD + 16 * index + 12; }

static bool is_record_top(uint32_t offset) { return offset >= FRCD && offset < FRCD + 16 * RECORDS && offset % 16 == 12; }

struct unit *unit_new(void) {
    struct unit *unit = calloc(1, sizeof *unit);
    if (unit != NULL) unit_reset(unit);
    return unit;
}

void unit_free(struct unit *unit) {
    memory_free(unit);
    free(unit);
}

void unit_reset(struct unit *unit) {
    memory_reset(unit);
    memset(unit->words, 0, sizeof unit->words);
    *at(unit, 0) = UNIT_VER;
    *at(unit, CAP) = (uint32_t)UNIT_CAP;
    *at(unit, CAP + 4) = (uint32_t)(UNIT_CAP >> 32);
    *at(unit, ECAP) = (uint32_t)UNIT_ECAP;
    *at(unit, ECAP + 4) = (uint32_t)(UNIT_ECAP >> 32);
    *at(unit, FECTL) = IM;
    unit->root_table = 0;
    unit->next_record = 0;
    unit->message_count = unit->message_taken = 0;
}

/* Reserved offsets read 0. */
static uint32_t read_word(const struct unit *unit, uint32_t offset) { return offset < REGISTER_BYTES ? word(unit, offset) : 0; }

uint64_t unit_read_register(const struct unit *unit, uint32_t offset, uint32_t size) {
    uint64_t value = read_word(unit, offset);
    return size == 8 ? value | (uint64_t)read_word(unit, offset + 4) << 32 : value;
}

/* Interrupt messages */

void send(struct unit *unit, uint64_t address, uint32_t data) {
    if (unit->message_count < MESSAGES) unit->messages[unit->message_count++] = (struct message){address, data};
}

bool unit_next_message(struct unit *unit, struct message *message) {
    if (unit->message_taken == unit->message_count) {
        unit->message_taken = unit->message_count = 0;
        return false;
    }
    *message = unit->messages[unit->message_taken++];
    return true;
}

static void send_fault_event(struct unit *unit) {
    *at(unit, FECTL) &= ~IP;
    send(unit, (uint64_t)word(unit, FEUADDR) << 32 | word(unit, FEADDR), word(unit, FEDATA));
}

/* Faults */

static uint32_t type_bits(enum request_kind kind, uint32_t *t2) {
    *t2 = kind >= FETCH_ADD ? BIT(28) : 0;
    return kind == WRITE ? 0 : BIT(30);
}

void record_fault(struct unit *unit, unsigned reason, const struct request *request) {
    uint32_t *status = at(unit, FSTS), *record = at(unit, FRCD + 16 * unit->next_record), t2;
    if (*status & PFO) return;
    if (record[3] & F) {
        *status |= PFO;
        return;
    }
    uint64_t page = request->address & ~0xfffull & ((1ull << LARGEST_AGAW) - 1);
    uint32_t t1 = type_bits(request->kind, &t2);
    record[0] = (uint32_t)page;
    record[1] = (uint32_t)(page >> 32);
    record[2] = request->source | t2;
    record[3] = F | t1 | reason;
    if (!(*status & PPF)) {
        *status = (*status & ~0xff00u) | unit->next_record << 8 | PPF;
        *at(unit, FECTL) |= IP;
        if (!(word(unit, FECTL) & IM)) send_fault_event(unit);
    }
    unit->next_record = (unit->next_record + 1) % RECORDS;
}

/* After software cleared something: PPF is the OR of all F fields, and an event with nothing left to report is withdrawn. */
static void update_pending(struct unit *unit) {
    uint32_t pending = 0;
    for (uint32_t i = 0; i < RECORDS; i++) pending |= word(unit, record_top(i)) & F;
    if (!pending) *at(unit, FSTS) &= ~PPF;
    if (!(word(unit, FSTS) & (PFO | PPF))) *at(unit, FECTL) &= ~IP;
}

/* Commands */

static void command(struct unit *unit, uint32_t value) {
    uint32_t status = word(unit, GSTS);
    if (value & SRTP) {
        unit->root_table = unit_read_register(unit, RTADDR, 8);
        status |= SRTP;
    }
    if (status & TE && !(value & TE)) {
        /* Nothing uses the records while all remapping is off: the next fault goes to the first again. */
        unit->next_record = 0;
    }
    *at(unit, GSTS) = (status & ~TE) | (value & TE);
}

/*
 * Nothing is cached, so an invalidation is done at once: the command bit reads 0 again and the granularity performed is
 * global. A request that is reserved or comes outside of legacy mode is ignored, which the granularity 0 says.
 */
static void invalidate(struct unit *unit, uint32_t offset, uint32_t requested, unsigned actual) {
    uint32_t performed = requested != 0 && (unit->root_table >> 10 & 3) == 0;
    *at(unit, offset) = (word(unit, offset) & ~(BIT(31) | 3u << actual)) | performed << actual;
}

static void write_word(struct unit *unit, uint32_t offset, uint32_t value) {
    if (offset >= REGISTER_BYTES) return;
    uint32_t before = word(unit, offset), mask = writable(offset);
    uint32_t cleared = is_record_top(offset) ? value & F : offset == FSTS ? value & PFO : 0;
    *at(unit, offset) = ((before & ~mask) | (value & mask)) & ~cleared;

    if (offset == GCMD) command(unit, value);
    else if (offset == CCMD + 4 && value & BIT(31)) invalidate(unit, offset, value >> 29 & 3, 27);
    else if (offset == IOTLB + 4 && value & BIT(31)) invalidate(unit, offset, value >> 28 & 3, 25);
    else if (offset == FECTL && before & IM && before & IP && !(value & IM)) send_fault_event(unit);
    else if (offset == FSTS || is_record_top(offset)) update_pending(unit);
}

/* A 64-bit write acts as two of 32 bits, the lower first. */
void unit_write_register(struct unit *unit, uint32_t offset, uint32_t size, uint64_t value) {
    write_word(unit, offset, (uint32_t)value);
    if (size == 8) write_word(unit, offset + 4, (uint32_t)(value >> 32));
}
