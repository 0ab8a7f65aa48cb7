# SPDX-License-Identifier: GPL-2.0
# Sourced, behind judge.sh: check_registers FILE RULES compares a recording of regvmm with what
# regvmm has printed, one test for each view.

# A clause for each register and kind of row; the rows are of the step that RBP names (regguest.h).
# Of what is absent nothing is printed. An entry's reason is that of the exit before it.
register_program() {
	local name clause
	clause='vmregs[VM_RBP] & 0xff, vmregs[VMX_GUEST_RIP]'
	echo "vm:::exit { self->reason = arg0; }"
	sed -n 's/^\tX([^,]*, \([A-Z][A-Z0-9_]*\),.*/\1/p' kmod/vmtrace_uapi.h | while read -r name; do
		cat <<-PROGRAM
			vm:::exit, vm:::entry, profile-997
			/vmregs[VM_RBP] >> 8 == 0x57e900/
			{
				@[probename, self->reason, $clause, "$name", vmregs[$name]] = count();
			}
		PROGRAM
	done
	echo 'END { printa("%s 0x%x %d 0x%x %s 0x%x %@d\n", @); }'
}

# read_rules FILE: into rule, names, ip and reasons
read_rules() {
	local what a b c d e
	while read -r what a b c d e; do
		case $what in
		step) ip[$a]=$b reasons[$a]=" $d $e " ;;
		rule) rule["$a $b $c"]=$d names[$c]=1 ;;
		esac
	done <"$1"
}

# read_rows: standard input is the program's output. Into rows (how many a register has in a view of
# a step) and values (which). Behind a step RBP holds its number for one instruction more.
read_rows() {
	local probe reason nr rip name value count view
	while read -r probe reason nr rip name value count; do
		view=sample
		case $probe in
		exit | entry)
			view=$probe
			if [[ ${reasons[$nr]} != *" $reason "* ]]; then
				[ "$probe" = exit ] && view=other || view=resume
			fi
			;;
		esac
		[[ $view == e* || $rip == "${ip[$nr]}" ]] || continue
		rows["$view $nr $name"]=$((${rows["$view $nr $name"]-0} + count))
		values["$view $nr $name"]+=" $value"
	done
}

# holds RULE VALUE
holds() {
	local rest=${1#*=} mask=${1%%=*}
	case $1 in
	any) ;;
	=*) [ "$rest" = "$2" ] ;;
	\<=*) (($2 >= 0 && $2 <= rest)) ;;
	\&*) (((${2} & ${mask#&}) == rest)) ;;
	*) false ;;
	esac
}

# judge_register VIEW NR NAME ROWS: says what is wrong
judge_register() {
	local key="$1 $2 $3" wanted value
	wanted=${rule[$key]#\?}
	if [ "${rows[$key]-0}" = 0 ]; then
		[[ ${rule[$key]} == "?"* || $wanted == absent ]] ||
			echo "$key: absent, not $wanted"
		return
	fi
	[ "${rows[$key]}" = "$4" ] || [[ ${rule[$key]} == "?"* ]] ||
		echo "$key: in ${rows[$key]} rows of $4"
	for value in ${values[$key]}; do
		holds "$wanted" "$value" || echo "$key: $value, not $wanted"
	done
}

judge_view() {
	local nr name n
	for nr in "${!ip[@]}"; do
		n=${rows["$1 $nr VMX_GUEST_RIP"]-0}
		if [ "$n" = 0 ]; then
			# an interrupt finds the one long step, hardly the others
			[[ $1 == e* && ${reasons[$nr]} == *0xffffffff* ]] ||
				[[ $1 != e* && ${reasons[$nr]} != *0xffffffff* ]] || echo "$1 $nr: no row"
			continue
		fi
		for name in "${!names[@]}"; do
			judge_register "$1" "$nr" "$name" "$n"
		done
	done
}

check_registers() {
	local view said
	local -A rule=() names=() rows=() values=()
	local -a ip=() reasons=()
	read_rules "$2"
	is "the guest took its steps" "$((${#ip[@]} > 20))" 1
	register_program >"$act/registers.d"
	"$VMTRACE" report -q -x aggsize=64m -s "$act/registers.d" -i "$1" >"$act/registers" \
		2>"$act/registers.err"
	is "the registers' program runs" $? 0
	read_rows <"$act/registers"
	for view in exit entry other resume sample; do
		said=$(judge_view $view)
		is "$view: every register of every step" "$(head -n 40 <<<"$said")" ""
	done
	echo "# present, but nobody can know their values:" \
		$(sed -n 's/^rule exit [0-9]* \(.*\) ?*any$/\1/p' "$2" | sort -u)
}
