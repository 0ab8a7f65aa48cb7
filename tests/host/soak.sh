#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What takes too long for every day: make soak. SOAK_SECONDS at the full rate (600), a reader that
# stops, SOAK_CYCLES (1,000) of load, record, kill -9 and unload. NPT and SMP as lab has them.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

seconds=${SOAK_SECONDS:-600} cycles=${SOAK_CYCLES:-1000}
boot_and_act $((seconds + 5 * cycles + 120)) "tests/host/act_soak.sh $seconds $cycles" \
	--npt "${NPT:-1}" --smp "${SMP:-1}"

count() {
	rows "$1" "vm:::$2 { @ = count(); } END { printa(\"%@d\\n\", @); }"
}

is "long: recorded" "$(fact long-status)" 0
is "long: nothing lost" "$(table_rows long.vmt lost)" 0
is "long: all exits that KVM counted" "$(count long.vmt exit)" "$(account long kvm-exits)"
is "long: all entries" "$(count long.vmt entry)" "$(account long kvm-exits)"
echo "# $(account long kvm-exits) exits in $seconds s, $(stat -c %s "$act/long.vmt") bytes"
# in the first half it may fill its buffers; the file's index grows by a step now and then
is "long: the recorder's memory is flat" "$(awk '
	NR <= NR_WARM { if ($1 > warm) warm = $1; next }
	$1 > most { most = $1 }
	END { print (most > warm * 1.1 ? "from " warm " to " most " KiB" : "flat") }' \
	NR_WARM=10 "$act/resident")" flat
echo "# resident, KiB:" $(cat "$act/resident")

is "stopped: recorded" "$(fact stopped-status)" 0
like "stopped: it lost exits" "$(lost_rows stopped.vmt exit)" '^[1-9]'
is "stopped: to the last one known to the trace" \
	"$(($(count stopped.vmt exit) + $(lost_rows stopped.vmt exit)))" "$(account stopped kvm-exits)"
is "stopped: the entries, too" \
	"$(($(count stopped.vmt entry) + $(lost_rows stopped.vmt entr)))" "$(account stopped kvm-exits)"
echo "# lost $(lost_rows stopped.vmt exit) exits of $(account stopped kvm-exits)"

is "cycles: unloaded each time" "$(fact unloaded)" "$cycles"
is "cycles: the guest runs on" "$(fact guest-lives)" 0
ok "dmesg is clean" clean_dmesg
is "dmesg: the two taint lines of the first load" "$(grep -c vmtrace "$act/dmesg")" 2
done_testing
