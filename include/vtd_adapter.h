/*
 * The interface of an implementation that is tested in process, addressed as `native:LIBRARY`: a shared library with C
 * linkage, whatever language it is written in.
 *
 *     vtd adapter check native:./libmy-iommu.so
 *     vtd run --adapter native:./libmy-iommu.so
 *
 * The library offers machine primitives; the runner owns all semantics and all expectations.
 *
 * Required are abi, create, destroy, info, error, reset, load, dump, read, write and dma. The others may be absent: what
 * they would do then counts as something that the implementation cannot do, and vectors that need it are skipped with
 * that reason.
 *
 * Calls     One thread calls, one call at a time, never from within another. Several instances may exist side by side
 *           and must not share state. A write has had all its effects when the call returns; where that cannot be, see
 *           vtd_adapter_idle.
 * Values    Everything is little-endian as on the host; addresses and register values are unsigned. Structures have
 *           the layout that their fields give them by natural alignment, without padding.
 * Pointers  What the runner passes is valid during the call and never NULL. What the library returns stays valid until
 *           the next call with the same instance.
 * Failure   A function that returns int returns 0 if it did what it should. With any other value (an assertion of the
 *           implementation that it caught, say) the vector counts as crashed with the text of vtd_adapter_error, the
 *           instance is destroyed, and the next vector gets a new one. What a conforming unit answers, such as a request
 *           that is refused, is no failure.
 * Crash     A signal, an abort, an exception of C++ or a panic of Rust that leaves a function ends the runner with it,
 *           and a function that never returns cannot be interrupted. Test such an implementation as a process, through
 *           `exec:COMMAND`, where each costs one vector.
 */
#ifndef VTD_ADAPTER_H
#define VTD_ADAPTER_H

#include <stdint.h>

#ifdef _WIN32
#define VTD_ADAPTER_EXPORT __declspec(dllexport)
#else
#define VTD_ADAPTER_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this interface. It changes whenever a library built for one version cannot be driven by the other. */
#define VTD_ADAPTER_ABI 1u

/* One implementation under test, opaque to the runner. */
typedef struct vtd_adapter vtd_adapter;

/* Kinds of memory request. */
enum {
    VTD_ADAPTER_READ = 0,
    VTD_ADAPTER_WRITE = 1,
    VTD_ADAPTER_ZERO_LENGTH_READ = 2, /* one DWORD with all byte enables off */
    VTD_ADAPTER_FETCH_ADD = 3,
    VTD_ADAPTER_SWAP = 4,
    VTD_ADAPTER_COMPARE_AND_SWAP = 5
};

/* The AT field of a request. */
enum {
    VTD_ADAPTER_UNTRANSLATED = 0,
    VTD_ADAPTER_TRANSLATION = 1, /* of a memory request: only for the write that PCI Express forbids */
    VTD_ADAPTER_TRANSLATED = 2,
    VTD_ADAPTER_RESERVED = 3
};

/* How a request completed. */
enum {
    VTD_ADAPTER_SUCCESS = 0,
    VTD_ADAPTER_UR = 1,        /* Unsupported Request */
    VTD_ADAPTER_CA = 2,        /* Completer Abort */
    VTD_ADAPTER_BLOCKED = 3,   /* failed, without a status that is known */
    VTD_ADAPTER_MALFORMED = 4, /* of a translation request only */
    VTD_ADAPTER_UNKNOWN = 5    /* the implementation cannot tell; not of a translation request */
};

/* Bits of `flags` in requests. */
enum {
    VTD_ADAPTER_PASID = 1,      /* the request has a PASID: `pasid` counts, and so do the next two bits */
    VTD_ADAPTER_PRIVILEGED = 2, /* Privileged-mode-Requested */
    VTD_ADAPTER_EXECUTE = 4,    /* Execute-Requested */
    VTD_ADAPTER_NO_SNOOP = 8,   /* No-Snoop attribute, of a memory request */
    VTD_ADAPTER_NO_WRITE = 16   /* NW flag, of a translation request */
};

/* Bits of `access` in page requests. */
enum {
    VTD_ADAPTER_PAGE_READ = 1,
    VTD_ADAPTER_PAGE_WRITE = 2,
    VTD_ADAPTER_PAGE_LAST = 4 /* last page in group: a response is asked for */
};

/* Memory types, for `memory_type`. */
enum {
    VTD_ADAPTER_UC = 0,
    VTD_ADAPTER_WC = 1,
    VTD_ADAPTER_WT = 4,
    VTD_ADAPTER_WP = 5,
    VTD_ADAPTER_WB = 6,
    VTD_ADAPTER_UC_MINUS = 7
};

/* A memory request of a device. 24 bytes. */
typedef struct {
    uint64_t address;
    uint32_t length;      /* bytes, 1 to 8192; operand size of an AtomicOp; 4 for a zero-length read */
    uint32_t pasid;       /* 20 bits; 0 without VTD_ADAPTER_PASID */
    uint16_t source;      /* requester-id: bus 15:8, device 7:3, function 2:0 */
    uint8_t kind;         /* VTD_ADAPTER_READ and following */
    uint8_t address_type; /* VTD_ADAPTER_UNTRANSLATED and following */
    uint32_t flags;
} vtd_adapter_dma_request;

/* What came of it. 8 bytes, all 0 when the call begins. */
typedef struct {
    uint32_t status;           /* VTD_ADAPTER_SUCCESS and following */
    uint8_t knows_attributes;  /* 1 if the next two fields say how memory was accessed: the ability `attributes` */
    uint8_t snoop;             /* 1 if it was a snooped access */
    uint8_t memory_type;       /* VTD_ADAPTER_UC and following */
    uint8_t reserved;
} vtd_adapter_dma_result;

/* A translation request of a device. 24 bytes. */
typedef struct {
    uint64_t address;
    uint32_t pasid;  /* as above */
    uint32_t flags;
    uint32_t dwords; /* Length field */
    uint16_t source;
    uint16_t reserved;
} vtd_adapter_translation_request;

/* A page request message of a device. 24 bytes. */
typedef struct {
    uint64_t address;
    uint32_t pasid; /* as above */
    uint32_t flags;
    uint16_t source;
    uint16_t group;  /* page request group index, 9 bits */
    uint32_t access; /* VTD_ADAPTER_PAGE_READ and following */
} vtd_adapter_page_request;

/* A page group response that left the unit. 16 bytes. */
typedef struct {
    uint32_t pasid; /* as above */
    uint32_t flags; /* VTD_ADAPTER_PASID or 0 */
    uint16_t target; /* requester-id */
    uint16_t group;
    uint32_t code;   /* response code, 4 bits */
} vtd_adapter_page_response;

/* Returns VTD_ADAPTER_ABI, as it was when the library was compiled. The first function called; needs no instance. */
VTD_ADAPTER_EXPORT uint32_t vtd_adapter_abi(void);

/* Makes an instance. NULL if that is not possible; vtd_adapter_error(NULL) then says why. */
VTD_ADAPTER_EXPORT vtd_adapter *vtd_adapter_create(void);

/* Ends an instance and frees what it has, also after a failure. */
VTD_ADAPTER_EXPORT void vtd_adapter_destroy(vtd_adapter *adapter);

/*
 * What the implementation is and claims, as JSON in UTF-8: the `subject` message of docs/adapters.md without the
 * properties `reply`, `seq` and `protocol`. The following are said by the functions that are there, and left out:
 * `configurable`, `poison`, `observesInterrupts`, and the abilities other than `pasid`, `translated` and `attributes`.
 *
 *     {"name": "my-iommu", "version": "1.4", "requesters": "any", "dma": ["read", "write"], "completionStatus": true,
 *      "capabilities": {"ver": "0x10", "cap": "0x202f0402", "ecap": "0x1000", "haw": 39},
 *      "ram": [{"address": "0x0", "length": "0x8000000000"}], "inaccessible": [], "notes": []}
 */
VTD_ADAPTER_EXPORT const char *vtd_adapter_info(vtd_adapter *adapter);

/* Why the last call failed, in UTF-8, one line. `adapter` is NULL after vtd_adapter_create returned NULL. */
VTD_ADAPTER_EXPORT const char *vtd_adapter_error(vtd_adapter *adapter);

/* Power-on state: registers at their defaults, caches empty, all memory zero, no access made to fail, no message waiting. */
VTD_ADAPTER_EXPORT int vtd_adapter_reset(vtd_adapter *adapter);

/* Writes `length` bytes (1 or more) to memory, as software does. */
VTD_ADAPTER_EXPORT int vtd_adapter_load(vtd_adapter *adapter, uint64_t address, const uint8_t *bytes, uint32_t length);

/* Reads `length` bytes (1 to 1048576) of memory, as software sees it, into `bytes`. */
VTD_ADAPTER_EXPORT int vtd_adapter_dump(vtd_adapter *adapter, uint64_t address, uint8_t *bytes, uint32_t length);

/* Reads `size` bytes (4 or 8) at a byte offset from the register base into `*value`; with 4 its upper half is 0. */
VTD_ADAPTER_EXPORT int vtd_adapter_read(vtd_adapter *adapter, uint32_t offset, uint32_t size, uint64_t *value);

/* Writes `size` bytes (4 or 8) at a byte offset from the register base. */
VTD_ADAPTER_EXPORT int vtd_adapter_write(vtd_adapter *adapter, uint32_t offset, uint32_t size, uint64_t value);

/*
 * A device sends a memory request. `operand` holds what a write writes (`length` bytes), the operand of fetch-add and
 * swap (`length` bytes), or compare and swap values one after the other (twice `length` bytes); little-endian. With
 * VTD_ADAPTER_SUCCESS the `length` bytes that a read or AtomicOp returns go into `returned`.
 */
VTD_ADAPTER_EXPORT int vtd_adapter_dma(vtd_adapter *adapter, const vtd_adapter_dma_request *request, const uint8_t *operand,
                                       uint8_t *returned, vtd_adapter_dma_result *result);

/* The functions from here on are optional. */

/* Takes the oldest interrupt message that left the unit: returns 1 and fills in what it carries, or 0 if there is none. */
VTD_ADAPTER_EXPORT int vtd_adapter_next_interrupt(vtd_adapter *adapter, uint64_t *address, uint32_t *data);

/* Until the next reset every access by the unit to the range fails, as where no memory answers. */
VTD_ADAPTER_EXPORT int vtd_adapter_poison(vtd_adapter *adapter, uint64_t address, uint32_t length);

/* Until the next reset the unit's writes to the range fail, its reads do not. */
VTD_ADAPTER_EXPORT int vtd_adapter_poison_writes(vtd_adapter *adapter, uint64_t address, uint32_t length);

/* Becomes an implementation with these claims, which vtd_adapter_info tells from then on; `haw` in bits. */
VTD_ADAPTER_EXPORT int vtd_adapter_configure(vtd_adapter *adapter, uint32_t ver, uint64_t cap, uint64_t ecap, uint32_t haw);

/* A device sends an interrupt request, a write of one DWORD to FEEx_xxxxh. `*status` is VTD_ADAPTER_SUCCESS, _UR or _UNKNOWN. */
VTD_ADAPTER_EXPORT int vtd_adapter_interrupt(vtd_adapter *adapter, uint16_t source, uint32_t address, uint32_t data, uint32_t *status);

/*
 * A device asks for a translation. With VTD_ADAPTER_SUCCESS `*completion` is the first entry of the completion, 8 bytes
 * as one value: bit 0 is R, bits 63:12 are the address.
 */
VTD_ADAPTER_EXPORT int vtd_adapter_translate(vtd_adapter *adapter, const vtd_adapter_translation_request *request, uint32_t *status,
                                             uint64_t *completion);

/* A device sends a page request message. A library that has this function also has the next one. */
VTD_ADAPTER_EXPORT int vtd_adapter_request_page(vtd_adapter *adapter, const vtd_adapter_page_request *request);

/* Takes the oldest page group response that left the unit: returns 1 and fills it in, or 0 if there is none. */
VTD_ADAPTER_EXPORT int vtd_adapter_next_response(vtd_adapter *adapter, vtd_adapter_page_response *response);

/*
 * Called between the reads of a register for whose value the runner waits: an implementation that works in a thread or an
 * event loop of its own lets that go on, for a few microseconds. The runner reads 1000 times before it gives up.
 */
VTD_ADAPTER_EXPORT int vtd_adapter_idle(vtd_adapter *adapter);

#ifdef __cplusplus
}
#endif

#endif
