#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make_data.sh [OPTION OF lab…]: records tests/data/*.vmt afresh in the emulated host; for when the format or the
# capture changes. Golden files on them must be looked at again afterwards.
#	svm-toy.vmt	toyvmm -n 400: every exit kind, three CR3s; its account beside it
#	svm-linux.vmt	a real Linux guest for 12 s, so that tick-10s fires; 199 samples a second keep
#			it small
set -euo pipefail
cd "$(dirname "$0")/../.."
export O
O=$(realpath -m "${O:-build}")

tests/host/lab "$@" --out "$O/data" -- \
	'vmtrace record -o toy.vmt -- toyvmm -n 400 >toy.account'
cp "$O/data/toy.vmt" tests/data/svm-toy.vmt
cp "$O/data/toy.account" tests/data/svm-toy.account
tests/host/lab "$@" --out "$O/data" -- tests/host/act_linux.sh 12 -F 199
cp "$O/data/linux.vmt" tests/data/svm-linux.vmt
chmod 644 tests/data/*
ls -l tests/data
