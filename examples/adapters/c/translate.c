/* Requests of devices: the interrupt range, legacy-mode translation, memory (sections 3.4 to 3.15, 9.1, 9.3 and 9.8). */
#include <string.h>

#include "internal.h"

#define BITS(high, low) ((~0ull >> (63 - (high) + (low))) << (low))

/* Reserved bits of each structure; evaluated in present entries only. */
#define ROOT_LOW (BITS(11, 1) | BITS(63, HAW))
#define CONTEXT_LOW (BITS(11, 4) | BITS(63, HAW))
#define CONTEXT_HIGH (BITS(7, 7) | BITS(63, 24))
#define ENTRY (BITS(51, HAW) | BITS(62, 62) | BITS(11, 11))

#define ADDRESS BITS(HAW - 1, 12)
#define PS BITS(7, 7)
#define R 1u
#define W 2u

enum { SECOND_STAGE = 0, PASS_THROUGH = 2 }; /* TT */

/* A condition of Table 30. A qualified fault is not recorded where FPD was met. */
struct fault {
    unsigned reason; /* 0: none */
    bool qualified;
};

#define NONE (struct fault){0, false}
#define QUALIFIED(reason) (struct fault){reason, true}
#define UNQUALIFIED(reason) (struct fault){reason, false}

static bool is_interrupt_address(uint64_t address) { return address >> 20 == 0xfee; }
static bool is_atomic(enum request_kind kind) { return kind >= FETCH_ADD; }
static bool returns_data(enum request_kind kind) { return kind == READ || is_atomic(kind); }

/* `count` words of 64 bits of a table as the unit fetches them; false if the access fails. */
static bool fetch(struct unit *unit, uint64_t address, uint64_t *words, size_t count) {
    uint8_t bytes[16];
    if (memory_fails(unit, address, 8 * count)) return false;
    unit_dump(unit, address, bytes, 8 * count);
    for (size_t i = 0; i < count; i++) {
        words[i] = 0;
        for (size_t j = 8; j-- > 0;) words[i] = words[i] << 8 | bytes[8 * i + j];
    }
    return true;
}

static unsigned permissions_needed(enum request_kind kind) { return is_atomic(kind) ? R | W : kind == WRITE ? W : R; }

/* The reason for which a request with these permissions is refused, 0 if it is not. */
static unsigned lack_of_permission(enum request_kind kind, unsigned granted) {
    unsigned lacks = permissions_needed(kind) & ~granted;
    if (kind == ZERO_LENGTH_READ && granted & W) return 0;
    return lacks & W ? 0x5 : lacks & R ? 0x6 : 0;
}

static struct fault walk(struct unit *unit, const struct request *request, uint64_t table, unsigned levels, uint64_t *output) {
    unsigned granted = R | W;
    for (unsigned level = levels;; level--) {
        unsigned shift = 12 + 9 * (level - 1);
        uint64_t entry;
        if (!fetch(unit, table + 8 * (request->address >> shift & 0x1ff), &entry, 1)) return QUALIFIED(level == levels ? 0x3 : 0x7);
        granted &= (unsigned)entry;
        /* An entry that grants nothing maps nothing, and its other bits are ignored. */
        if ((entry & (R | W)) == 0) return QUALIFIED(request->kind == WRITE || is_atomic(request->kind) ? 0x5 : 0x6);

        bool is_leaf = level == 1 || (level <= 3 && entry & PS);
        uint64_t reserved = ENTRY | (level > 3 ? PS : 0) | (is_leaf && level > 1 ? BITS(shift - 1, 12) : 0);
        if (entry & reserved) return QUALIFIED(0xc);
        if (!is_leaf) {
            table = entry & ADDRESS;
            continue;
        }
        unsigned reason = lack_of_permission(request->kind, granted);
        uint64_t offset = request->address & ((1ull << shift) - 1);
        *output = (entry & ADDRESS & ~((1ull << shift) - 1)) | offset;
        if (reason != 0) return QUALIFIED(reason);
        return is_interrupt_address(*output) ? QUALIFIED(0xe) : NONE;
    }
}

static struct fault translate(struct unit *unit, const struct request *request, uint64_t *output, bool *suppressed) {
    uint64_t root[2], context[2];
    if ((unit->root_table >> 10 & 3) != 0) return UNQUALIFIED(0x30); /* TTM: legacy mode is all there is */

    if (!fetch(unit, (unit->root_table & ~0xfffull) + 16 * (request->source >> 8), root, 2)) return UNQUALIFIED(0x8);
    if (!(root[0] & 1)) return UNQUALIFIED(0x1);
    if (root[0] & ROOT_LOW || root[1] != 0) return UNQUALIFIED(0xa);

    if (!fetch(unit, (root[0] & ADDRESS) + 16 * (request->source & 0xff), context, 2)) return UNQUALIFIED(0x9);
    *suppressed = context[0] & 2; /* FPD counts even where P is 0 */
    if (!(context[0] & 1)) return QUALIFIED(0x2);
    if (context[0] & CONTEXT_LOW || context[1] & CONTEXT_HIGH) return QUALIFIED(0xb);

    unsigned aw = context[1] & 7, type = context[0] >> 2 & 3;
    if ((aw != 1 && aw != 2) || (type != SECOND_STAGE && type != PASS_THROUGH)) return QUALIFIED(0x3);
    if (type == PASS_THROUGH) {
        *output = request->address;
        if (*output >> HAW) return QUALIFIED(0x4);
        return is_interrupt_address(*output) ? QUALIFIED(0xe) : NONE;
    }
    if (request->address >> (30 + 9 * aw)) return QUALIFIED(0x4);
    return walk(unit, request, context[0] & ADDRESS, aw + 2, output);
}

static uint64_t little_endian(const uint8_t *bytes, uint32_t length) {
    uint64_t value = 0;
    for (uint32_t i = length; i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

static void change_memory(struct unit *unit, const struct request *request, uint64_t output, const uint8_t *before) {
    uint8_t after[8];
    uint32_t length = request->length;
    switch (request->kind) {
    case WRITE:
    case SWAP: unit_load(unit, output, request->operand, length); break;
    case FETCH_ADD: {
        uint64_t sum = little_endian(before, length) + little_endian(request->operand, length);
        for (uint32_t i = 0; i < length; i++) after[i] = (uint8_t)(sum >> 8 * i);
        unit_load(unit, output, after, length);
        break;
    }
    case COMPARE_AND_SWAP:
        if (memcmp(before, request->operand, length) == 0) unit_load(unit, output, request->operand + length, length);
        break;
    default: break;
    }
}

/* FEEx_xxxxh: a write of one aligned DWORD is an interrupt request, and leaves as it came while remapping is not there. */
static struct fault interrupt_request(struct unit *unit, const struct request *request, bool enabled, bool *accepted) {
    *accepted = true;
    if (request->kind == WRITE && request->length == 4 && request->address % 4 == 0)
        send(unit, request->address, (uint32_t)little_endian(request->operand, 4));
    else if (request->kind != ZERO_LENGTH_READ) {
        *accepted = false;
        if (enabled) return UNQUALIFIED(0x29);
    }
    return NONE;
}

/* A request within a page. */
static bool dma_within_page(struct unit *unit, const struct request *request, uint8_t *returned) {
    bool enabled = word(unit, GSTS) & TE, suppressed = false, accepted = true;
    uint64_t output = request->address;
    struct fault fault = NONE;
    if (is_interrupt_address(request->address)) fault = interrupt_request(unit, request, enabled, &accepted);
    else if (enabled) fault = translate(unit, request, &output, &suppressed);

    if (fault.reason != 0 && !(fault.qualified && suppressed)) record_fault(unit, fault.reason, request);
    if (fault.reason != 0 || !accepted) return false;
    if (is_interrupt_address(request->address)) return true;
    if (memory_fails(unit, output, request->length)) return false;
    if (returns_data(request->kind)) unit_dump(unit, output, returned, request->length);
    change_memory(unit, request, output, returned);
    return true;
}

/* A request that crosses a page is taken as one request for each page. */
bool unit_dma(struct unit *unit, const struct request *request, uint8_t *returned) {
    uint32_t first = 4096 - request->address % 4096;
    if (request->length <= first) return dma_within_page(unit, request, returned);
    struct request head = *request, tail = *request;
    head.length = first;
    tail.address += first;
    tail.length -= first;
    if (request->operand != NULL) tail.operand += first;
    bool passed = dma_within_page(unit, &head, returned);
    return unit_dma(unit, &tail, returned + first) && passed;
}
