/* A device that a stage drives beside the processor, as the contracts know it: a GPU. All stages of
   gpu/ have the one of gpu/device.h. */
#ifndef ACCELERATOR_H
#define ACCELERATOR_H

/* What took time on the device, by its own clock, in seconds: copies to it, kernels, copies back.
   Of several streams at a time, all together, and how many; 0 if there was one. */
struct accelerator_seconds {
    double to, work, back;
    int streams;
};

struct accelerator {
    /* Called once before all else, but after the options were read: why there is none that can be
       used, or NULL. It also wakes the device, which takes long the first time. */
    const char *(*missing)(void);

    /* Lines for the head of the output. What it is: "NVIDIA H200, 132 multiprocessors, 140 GB"; and
       for each rank, which one: "device_pci_bus_id=0000:03:00.0". */
    const char *(*about)(void);
    const char *(*which)(void);

    /* Of all that was done since the last call. */
    struct accelerator_seconds (*seconds)(void);
};

#endif
