/* Puts the unit under test in process: the functions of vtd_adapter.h, each a call of the unit. */
#include "vtd_adapter.h"

#include <stdlib.h>

#include "subject.h"

/* The runner knows the instance by this name only. */
struct vtd_adapter {
    struct unit *unit;
    char info[1024];
};

uint32_t vtd_adapter_abi(void) { return VTD_ADAPTER_ABI; }

vtd_adapter *vtd_adapter_create(void) {
    vtd_adapter *adapter = calloc(1, sizeof *adapter);
    if (adapter == NULL) return NULL;
    if ((adapter->unit = unit_new()) == NULL) return free(adapter), NULL;
    char subject[960];
    write_subject(subject, sizeof subject, "a library");
    snprintf(adapter->info, sizeof adapter->info, "{%s}", subject);
    return adapter;
}

void vtd_adapter_destroy(vtd_adapter *adapter) {
    unit_free(adapter->unit);
    free(adapter);
}

const char *vtd_adapter_info(vtd_adapter *adapter) { return adapter->info; }

/* Only making an instance can fail here. */
const char *vtd_adapter_error(vtd_adapter *adapter) { return adapter == NULL ? "out of memory" : ""; }

int vtd_adapter_reset(vtd_adapter *adapter) {
    unit_reset(adapter->unit);
    return 0;
}

int vtd_adapter_load(vtd_adapter *adapter, uint64_t address, const uint8_t *bytes, uint32_t length) {
    unit_load(adapter->unit, address, bytes, length);
    return 0;
}

int vtd_adapter_dump(vtd_adapter *adapter, uint64_t address, uint8_t *bytes, uint32_t length) {
    unit_dump(adapter->unit, address, bytes, length);
    return 0;
}

int vtd_adapter_poison(vtd_adapter *adapter, uint64_t address, uint32_t length) {
    unit_fail(adapter->unit, address, length);
    return 0;
}

int vtd_adapter_read(vtd_adapter *adapter, uint32_t offset, uint32_t size, uint64_t *value) {
    *value = unit_read_register(adapter->unit, offset, size);
    return 0;
}

int vtd_adapter_write(vtd_adapter *adapter, uint32_t offset, uint32_t size, uint64_t value) {
    unit_write_register(adapter->unit, offset, size, value);
    return 0;
}

int vtd_adapter_dma(vtd_adapter *adapter, const vtd_adapter_dma_request *request, const uint8_t *operand, uint8_t *returned,
                    vtd_adapter_dma_result *result) {
    /* The kinds have the same numbers on both sides; with others this would be a table. */
    struct request asked = {(enum request_kind)request->kind, request->source, request->address, request->length, operand};
    result->status = unit_dma(adapter->unit, &asked, returned) ? VTD_ADAPTER_SUCCESS : VTD_ADAPTER_UR;
    return 0;
}

int vtd_adapter_next_interrupt(vtd_adapter *adapter, uint64_t *address, uint32_t *data) {
    struct message message;
    if (!unit_next_message(adapter->unit, &message)) return 0;
    *address = message.address;
    *data = message.data;
    return 1;
}
