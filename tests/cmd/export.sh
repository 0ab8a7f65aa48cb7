#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace export`: every format says of every event what D says; tests/cmd/export/FORMAT is how its
# output begins.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
trace=tests/data/tracepoints.vmt
linux=tests/data/svm-linux.vmt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

export_to() {
	"$VMTRACE" export --to "$@"
}

# count FILE DESCRIPTION: events by D
count() {
	"$VMTRACE" report -q -i "$1" -n "$2 { @ = count(); } END { printa(\"%@d\", @); }"
}

for format in perf-script csv json chrome; do
	export_to $format $trace >"$dir/$format"
	is "$format: status" $? 0
	is "$format: how it begins" "$(head -n 25 "$dir/$format")" "$(cat tests/cmd/export/$format)"
	export_to $format -o "$dir/file" $trace
	ok "$format: the same by -o" cmp "$dir/$format" "$dir/file"
	is "$format: the same by a pipe" "$(export_to $format - <$trace | cksum)" "$(cksum <"$dir/$format")"
done

events=$(count $trace 'vm:::,tracepoint:::')
is "perf-script: a line an event" "$(wc -l <"$dir/perf-script")" "$events"
is "csv: a line an event and the names" "$(wc -l <"$dir/csv")" $((events + 1))
is "json: a line an event" "$(wc -l <"$dir/json")" "$events"
is "perf-script: in order" "$(sed -E 's/^.*\[[0-9]+\] +([0-9.]+): .*/\1/' "$dir/perf-script" | sort -nc 2>&1)" ""
is "csv: in order" "$(sed 1d "$dir/csv" | cut -d, -f1 | sort -nc 2>&1)" ""
is "csv: every line has as many fields" "$(awk -F, '{ print NF }' "$dir/csv" | uniq | wc -l)" 1

# what the formats say, against D's answers
d() {
	"$VMTRACE" report -q -i $trace -n "$1"
}
is "csv: fields in the order asked for" \
	"$(export_to csv -t exit -f reason,time,VMX_GUEST_RIP,cpu $trace | sed 1d)" \
	"$(d 'vm:::exit { printf("%s,%d,%d,%d\n", exitname, timestamp, vmregs[VMX_GUEST_RIP], cpu); }' | sed '/^$/d')"
is "csv: strings and signed integers" \
	"$(export_to csv -t sched:sched_process_exec -f tid,comm,filename,old_pid $trace | sed 1d | grep /)" \
	"$(d 'tracepoint:sched::sched_process_exec { printf("%d,%s,%s,%d\n", tid, threadname, args->filename, args->old_pid); }' 2>/dev/null | sed '/^$/d')"
is "csv: what is absent is empty" \
	"$(export_to csv -t sched:sched_process_exec -f filename $trace | sed 1d | grep -c '^$')" \
	"$(d 'tracepoint:sched::sched_process_exec { @ = count(); } tracepoint:sched::sched_process_exec /strlen(args->filename) > 0/ { @f = count(); } END { printa("%@d ", @); printa("%@d", @f); }' 2>/dev/null | awk 'NF { print $1 - $2 }')"
is "perf-script: tracepoints as D's args" \
	"$(export_to perf-script -t 'kvm:*,sched:*' $trace | sed 's/^[^:]*: *[a-z]*:[a-z_]*: //')" \
	"$(d 'tracepoint:kvm::,tracepoint:sched:: { printf("%s\n", args); }' | sed '/^$/d')"
like "perf-script: an exit's registers" "$(export_to perf-script -t vm:exit -f 'VM*' $trace | head -n 1)" \
	'^ +CPU 0/KVM   101 \[000\]     5\.000001000: vm:exit: VM_RAX=0x5c VMX_GUEST_RIP=0xffffffff81008db0 VMX_GUEST_CR3=0x4000$'
if command -v perf >/dev/null; then
	for recorded in tests/data/svm-{plain,packed,piped}.perf; do
		is "perf-script: as perf says of $recorded" "$(export_to perf-script -t 'kvm:*' $recorded 2>/dev/null)" \
			"$(perf script --ns -i $recorded 2>/dev/null)"
	done
else
	skip "perf-script: as perf says" "there is no perf"
fi
is "patterns of events" "$(export_to csv -f event -t 'kvm:*' $trace | sed 1d | sort -u | paste -sd' ')" "kvm:kvm_entry kvm:kvm_exit"
is "a real trace: exits" "$(export_to csv -t exit -f reason $linux | sed 1d | sort | uniq -c | sort -n | tail -n 1 | awk '{ print $2 }')" \
	"$("$VMTRACE" report -q -i $linux -n 'vm:::exit { @[exitname] = count(); } END { trunc(@, 1); printa("%s", @); }')"
is "two traces: one after the other" "$(export_to csv -f cpu $trace $linux | wc -l)" \
	$((events + $(count $linux 'vm:::,profile-997') + 1))

if command -v python3 >/dev/null; then
	ok "chrome: is JSON" python3 -m json.tool "$dir/chrome" /dev/null
	export_to chrome $linux >"$dir/chrome.linux"
	ok "chrome: a real trace is JSON" python3 -m json.tool "$dir/chrome.linux" /dev/null
	cat >"$dir/check.py" <<-'PYTHON'
		import collections, json, sys
		slices, threads = {}, collections.defaultdict(list)
		names = set()
		for e in json.load(open(sys.argv[1]))["traceEvents"]:
		    thread = (e["pid"], e["tid"])
		    if e["ph"] == "M":
		        assert e["name"] in ("process_name", "thread_name") and e["args"]["name"], e
		        names.add((e["name"], thread))
		        continue
		    assert {("process_name", thread), ("thread_name", thread)} <= names, e
		    assert e["ph"] == "X" or (e["ph"] == "i" and e["s"] == "t"), e
		    if e["ph"] == "X":
		        slices.setdefault(e["cat"], []).append(round(e["dur"] * 1000))
		        threads[thread].append((round(e["ts"] * 1000), round(e["dur"] * 1000)))
		for of in threads.values():
		    of.sort()
		    for one, next in zip(of, of[1:]):
		        assert one[0] + one[1] <= next[0], (one, next)
		print(*("%s %d %d" % (k, len(v), sum(v)) for k, v in sorted(slices.items())))
	PYTHON
	ok "chrome: a real trace: threads are named, and slices apart" python3 "$dir/check.py" "$dir/chrome.linux"
	is "chrome: slices from exit to entry and from entry to exit" "$(python3 "$dir/check.py" "$dir/chrome")" \
		"$(d 'vm:::exit { self->x = timestamp; } vm:::entry /self->x/ { @n = count(); @s = sum(timestamp - self->x); self->e = timestamp; }
			vm:::exit /self->e/ { @gn = count(); @gs = sum(timestamp - self->e); self->e = 0; }
			END { printa("exit %@d ", @n); printa("%@d ", @s); printa("guest %@d ", @gn); printa("%@d", @gs); }' | sed '/^$/d')"
	cat >"$dir/same.py" <<-'PYTHON'
		import csv, itertools, json, sys
		text = lambda v: " ".join(map(str, v)) if isinstance(v, list) else str(v)
		rows = csv.reader(open(sys.argv[1], newline="", encoding="utf-8", errors="surrogateescape"))
		names = next(rows)
		for row, line in itertools.zip_longest(rows, open(sys.argv[2])):
		    values = json.loads(line)
		    assert row == [text(values.get(n, "")) for n in names] and values.keys() <= set(names), (row, line)
	PYTHON
	ok "csv and json say the same" python3 "$dir/same.py" "$dir/csv" "$dir/json"
	export_to csv $linux >"$dir/csv.linux"
	export_to json $linux >"$dir/json.linux"
	ok "csv and json say the same of a real trace" python3 "$dir/same.py" "$dir/csv.linux" "$dir/json.linux"
else
	skip "JSON" "there is no python3"
fi

# refused STATUS PATTERN ARGUMENT…
refused() {
	local said status
	said=$("$VMTRACE" export "${@:3}" 2>&1 >/dev/null)
	status=$?
	is "export ${*:3}: status" $status "$1"
	like "export ${*:3}: says why" "$said" "$2"
}

cp $trace "$dir/copy.vmt"
echo kept >"$dir/kept"
refused 2 'export: --to: says in which format' $trace
refused 2 'xml: no such format' --to xml $trace
refused 2 'needs a value' --to
refused 2 'unknown option' --to csv --nope
refused 1 'no/such' --to csv no/such
refused 1 'cannot be written' --to csv -o /no/such/place/x $trace
refused 1 'is the trace itself' --to csv -o "$dir/copy.vmt" "$dir/copy.vmt"
refused 1 '--table nope: there are no such events' --to csv -t exit,nope -o "$dir/kept" $trace
refused 1 '--fields nope: no event' --to csv -f time,nope -o "$dir/kept" $trace
is "a mistake overwrites nothing" "$(cat "$dir/kept")" kept
ok "nor does it spoil the trace" cmp $trace "$dir/copy.vmt"
refused 1 'No space left|Broken pipe' --to csv -o /dev/full $trace

head -c 20000 $linux >"$dir/cut"
export_to csv "$dir/cut" >/dev/null 2>&1
is "a trace that was cut: status" $? 3
done_testing
