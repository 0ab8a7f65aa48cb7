/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peer_tracecmd FILE - counts a trace.dat's kvm_exit events by process and reason with
 * libtracecmd, as somebody would who writes the question in C.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <trace-cmd.h>

#define SLOTS 4096 /* more than a recording has pairs of process and reason */

struct slot {
	uint64_t key, count;
};

struct question {
	struct tep_format_field *reason;
	int exit_id;
	struct slot slots[SLOTS];
};

static struct slot *slot_of(struct slot *slots, uint64_t key)
{
	uint32_t i = key * 0x9e3779b97f4a7c15 >> 52;

	while (slots[i].count && slots[i].key != key)
		i = (i + 1) % SLOTS;
	slots[i].key = key;
	return &slots[i];
}

static int count_exit(struct tracecmd_input *input, struct tep_record *record, int cpu, void *data)
{
	struct tep_handle *tep = tracecmd_get_tep(input);
	struct question *q = data;
	unsigned long long reason;

	if (tep_data_type(tep, record) == q->exit_id &&
	    !tep_read_number_field(q->reason, record->data, &reason))
		slot_of(q->slots, (uint64_t)tep_data_pid(tep, record) << 32 | reason)->count++;
	return 0;
}

int main(int argc, char **argv)
{
	static struct question q;
	struct tracecmd_input *input = argc == 2 ? tracecmd_open(argv[1], 0) : NULL;
	struct tep_event *event;

	event = input ? tep_find_event_by_name(tracecmd_get_tep(input), "kvm", "kvm_exit") : NULL;
	if (!event) {
		fprintf(stderr, "peer_tracecmd: want a trace.dat with kvm_exit\n");
		return 1;
	}
	q.exit_id = event->id;
	q.reason = tep_find_field(event, "exit_reason");
	tracecmd_iterate_events(input, NULL, 0, count_exit, &q);
	for (uint32_t i = 0; i < SLOTS; i++)
		if (q.slots[i].count)
			printf("%" PRIu64 " 0x%x %" PRIu64 "\n", q.slots[i].key >> 32,
			       (uint32_t)q.slots[i].key, q.slots[i].count);
	tracecmd_close(input);
	return 0;
}
