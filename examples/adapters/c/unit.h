/*
 * A small remapping unit (VT-d Rev 5.10): legacy mode with three- and four-level second-stage tables, 2-MiB and 1-GiB
 * pages, pass-through, eight fault records and the fault event, register-based invalidation. It caches nothing.
 *
 * An implementation of its own, to be put under test; nothing here knows of adapters.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HAW 46 /* host address width in bits */

#define CAP_SAGAW (6ull << 8)      /* 39 and 48 bits: three and four levels */
#define CAP_MGAW (47ull << 16)     /* addresses of requests have 48 bits */
#define CAP_ZLR (1ull << 22)       /* zero-length reads of write-only pages succeed */
#define CAP_FRO (0x20ull << 24)    /* fault records at offset 0x200 */
#define CAP_SSLPS (3ull << 34)     /* 2-MiB and 1-GiB pages */
#define CAP_NFR (7ull << 40)       /* eight fault records */
#define ECAP_PT (1ull << 6)        /* pass-through */
#define ECAP_IRO (0x10ull << 8)    /* IVA at offset 0x100, IOTLB at 0x108 */

#define UNIT_VER 0x10u /* version 1.0 */
#define UNIT_CAP (6ull /* ND: 16-bit domain-ids */ | CAP_SAGAW | CAP_MGAW | CAP_ZLR | CAP_FRO | CAP_SSLPS | CAP_NFR)
#define UNIT_ECAP (1ull /* C: table accesses are coherent */ | ECAP_PT | ECAP_IRO)

enum request_kind { READ, WRITE, ZERO_LENGTH_READ, FETCH_ADD, SWAP, COMPARE_AND_SWAP };

struct request {
    enum request_kind kind;
    uint16_t source; /* bus 15:8, device 7:3, function 2:0 */
    uint64_t address;
    uint32_t length;        /* bytes; operand size of an AtomicOp: 4 or 8 */
    const uint8_t *operand; /* what a write writes; operands of an AtomicOp, one after the other */
};

struct message {
    uint64_t address;
    uint32_t data;
};

struct unit;

struct unit *unit_new(void); /* NULL without memory */
void unit_free(struct unit *unit);

/* Power-on state: registers at their defaults, all memory zero, no range that fails. */
void unit_reset(struct unit *unit);

uint64_t unit_read_register(const struct unit *unit, uint32_t offset, uint32_t size);
void unit_write_register(struct unit *unit, uint32_t offset, uint32_t size, uint64_t value);

/* Memory as software sees it. */
void unit_load(struct unit *unit, uint64_t address, const uint8_t *bytes, size_t length);
void unit_dump(struct unit *unit, uint64_t address, uint8_t *bytes, size_t length);
/* From now on accesses by the unit to the range fail. */
void unit_fail(struct unit *unit, uint64_t address, uint64_t length);

/* One request of a device. Whether it succeeded; `returned` (`length` bytes) then holds what a read or AtomicOp returns. */
bool unit_dma(struct unit *unit, const struct request *request, uint8_t *returned);

/* Takes the oldest interrupt message that left the unit; false if there is none. */
bool unit_next_message(struct unit *unit, struct message *message);

#endif
