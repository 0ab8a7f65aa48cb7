# SPDX-License-Identifier: GPL-2.0
# make help lists the targets. V=1 shows commands, O=DIR builds elsewhere,
# SAN=address,undefined instruments, COVERAGE=1 measures, DEVELOPER=1 makes warnings errors.

# Instrumented objects never mix with plain ones.
O ?= build$(if $(SAN),-san)$(if $(COVERAGE),-cov)
prefix ?= /usr/local
CC ?= gcc
AR ?= ar
PKG_CONFIG ?= pkg-config
CLANG_FORMAT ?= clang-format
OPT ?= -O2
# KERNEL names one of the emulated hosts' kernels (tests/host/kver); else the module is this
# machine's own kernel's, or KVER's.
KMOD := $(O)/kmod$(addprefix -,$(filter-out 6.1,$(KERNEL)))
ifneq ($(KERNEL),)
KVER := $(shell KERNEL=$(KERNEL) tests/host/kver)
endif
KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build

PKGS := libzstd libxxhash libelf libbpf libseccomp libtracefs libtraceevent
TEST_PKGS := criterion

# CFLAGS, CPPFLAGS and LDFLAGS are the caller's; what the sources need is added behind them.
# Functions in tables share a prototype, so a parameter that one of them ignores is no slip.
CFLAGS ?= -g $(OPT)
override CPPFLAGS += -I. -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	$(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
override CFLAGS += -std=gnu11 -Wall -Wextra -Wno-unused-parameter -fvisibility=hidden -MMD -MP
override LDLIBS += -lpthread -lm
ifneq ($(SAN),)
override CFLAGS += -fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all
override LDFLAGS += -fsanitize=$(SAN)
SUITES ?= unit golden cmd
export SLOWER := 5
endif
ifneq ($(COVERAGE),)
override CFLAGS += --coverage
override LDFLAGS += --coverage
endif
ifneq ($(DEVELOPER),)
override CFLAGS += -Werror
endif
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(2)';)

# With the default O the program stands where a user looks for it.
PROGRAM := $(if $(filter build $(CURDIR)/build,$(O)),vmtrace,$(O)/vmtrace)
LIBS := $(O)/librecord.a $(O)/libreport.a $(O)/libvmtrace.a
obj = $(patsubst %.c,$(O)/%.o,$(wildcard $(1)/*.c $(1)/*/*.c))
OBJS := $(foreach d,format record report,$(call obj,$(d))) $(O)/vmtrace.o
UNITS := $(patsubst tests/%.c,$(O)/tests/%,$(wildcard tests/test_*.c))
SOURCES = $(shell git ls-files '*.c' '*.h')

.PHONY: all kmod kmods kmod-check dkms setup test test-all test-debug soak demo lab bench bench-capture check-deps format-check install clean help FORCE
all: $(PROGRAM) ## build vmtrace

$(PROGRAM): $(O)/vmtrace.o $(LIBS)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(PKGS)) $(LDLIBS)

$(O)/libvmtrace.a: $(call obj,format)
$(O)/librecord.a: $(call obj,record)
$(O)/libreport.a: $(call obj,report)
$(LIBS):
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

# Bit-packing and vector loops are written for the compiler's vectoriser.
$(O)/format/%.o $(O)/report/engine/vec%.o $(O)/report/engine/group.o $(O)/report/export/export_digits.o: OPT = -O3

$(O)/%.o: %.c | $(O)/.packages
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(O)/.packages:
	$(Q)$(PKG_CONFIG) --exists --print-errors $(PKGS) || \
		{ echo 'make: libraries are missing; run "make setup"' >&2; exit 1; }
	@mkdir -p $(@D) && touch $@

$(O)/tests/test_%: $(O)/tests/test_%.o $(LIBS)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS) $(shell $(PKG_CONFIG) --libs $(PKGS) $(TEST_PKGS)) $(LDLIBS)

# Made-up traces: for the format's tests and benchmark, and by hand.
TRACE_TOOLS := $(addprefix $(O)/tests/,gentrace bench/bench_format bench/bench_real)
$(filter $(O)/tests/test_fmt_%,$(UNITS)): $(addprefix $(O)/tests/,synth.o memtrace.o viewcheck.o tracecopy.o)
$(filter $(O)/tests/test_fmt_% $(O)/tests/test_rec_rows $(O)/tests/test_rec_tp_stream $(O)/tests/test_sum_session \
	$(O)/tests/test_eng_%,$(UNITS)): $(O)/tests/alltrace.o
$(O)/tests/test_rec_guest_watch: $(addprefix $(O)/tests/,memtrace.o alltrace.o viewcheck.o)
$(filter $(O)/tests/test_imp_%,$(UNITS)): \
	$(addprefix $(O)/tests/,importtest.o memtrace.o alltrace.o viewcheck.o)
$(filter $(O)/tests/test_dc_%,$(UNITS)): $(O)/tests/dctest.o
$(filter $(O)/tests/test_rec_guest_%,$(UNITS)): $(addprefix $(O)/tests/,madeguest.o madekallsyms.o)
$(O)/tests/test_guest_elf: $(O)/tests/elffile.o
$(filter $(O)/tests/test_eng_%,$(UNITS)): $(addprefix $(O)/tests/,synth.o synth_host.o engtest.o)
$(addprefix $(O)/tests/test_,eng_guestname eng_guestmade sum_session eng_diff): $(O)/tests/guesttrace.o
$(O)/tests/test_export: $(O)/tests/synth_host.o
$(O)/tests/test_eng_diff $(O)/tests/test_eng_event: $(addprefix $(O)/tests/,madeprog.o engways.o)
$(TRACE_TOOLS): %: %.o $(addprefix $(O)/tests/,synth.o synth_host.o) $(O)/libvmtrace.a
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(PKGS)) $(LDLIBS)

.PHONY: fuzz fuzz-targets fuzz-targets-here
# Fuzz targets are clang's, and stand with all that they call in a directory of their own.
# Warnings are gcc's affair; NULL + 0, which clang calls an overflow, is none to gcc.
FUZZ_CC ?= clang
FUZZ_TARGETS := $(patsubst tests/%.c,$(O)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
$(FUZZ_TARGETS): %: %.o $(addprefix $(O)/tests/,fuzz/fuzz.o fuzz/fuzzprog.o viewcheck.o memtrace.o alltrace.o synth.o madeguest.o madekallsyms.o) $(LIBS)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(shell $(PKG_CONFIG) --libs $(PKGS)) $(LDLIBS)
fuzz-targets-here: $(FUZZ_TARGETS) $(O)/tests/gentrace
fuzz-targets:
	$(Q)! command -v $(lastword $(FUZZ_CC)) >/dev/null || \
		$(MAKE) --no-print-directory O=$(O)-fuzz CC='$(FUZZ_CC)' OPT=-O1 CPPFLAGS='-DVMT_FUZZING -w' \
			SAN='fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow' fuzz-targets-here

$(O)/tests/guestdump: %: %.o $(LIBS)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(PKGS)) $(LDLIBS)

$(O)/tests/bench/bench_run: %: %.o
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^

kmod: $(KMOD)/vmtrace.ko ## build the kernel module (KVER=, KDIR=; KERNEL=: for an emulated host)
$(KMOD)/vmtrace.ko: $(wildcard kmod/*)
	$(call say,KMOD,$@)mkdir -p $(KMOD) && cp -u kmod/* $(KMOD)/ && \
		$(MAKE) $(if $(V),,-s) -C $(KDIR) O= M=$(abspath $(KMOD)) modules

# kbuild's checkers, over every source
kmod-check: KCHECK = $(MAKE) $(if $(V),,-s) -C $(KDIR) O= M=$(abspath $(KMOD))-check C=2
kmod-check: ## sparse and clang's analyzer over the kernel module (KVER=, KERNEL=)
	$(Q)rm -rf $(KMOD)-check && mkdir -p $(KMOD)-check && cp kmod/* $(KMOD)-check/
	$(Q)$(KCHECK) CF=-Wsparse-error modules
	$(Q)$(KCHECK) CHECK=$(abspath tests/kmod-analyze) modules

# DKMS then builds it for each kernel that is installed: dkms install vmtrace/VERSION.
VERSION = $(shell sed -n 's/^\#define VMTRACE_VERSION "\(.*\)"/\1/p' record/record.h)
dkms: ## install the module's sources for DKMS to DESTDIR/usr/src/vmtrace-VERSION
	install -d $(DESTDIR)/usr/src/vmtrace-$(VERSION)
	install -m644 kmod/* $(DESTDIR)/usr/src/vmtrace-$(VERSION)
	sed -i 's/@VERSION@/$(VERSION)/' $(DESTDIR)/usr/src/vmtrace-$(VERSION)/dkms.conf

setup: ## install the Debian packages that are missing
	$(Q)tests/setup.sh

test: ## run every test; the last line counts them
	$(Q)tests/setup.sh test
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all units fuzz-targets kmods
	$(Q)O=$(O) tests/run $(SUITES)
test-all: ## the same, with every emulated host: each kernel, kind of paging, Intel processor
	$(Q)$(MAKE) --no-print-directory test SUITES='unit golden cmd fuzz cross hosts'
# for each of the emulated hosts' kernels whose headers are installed
kmods:
	$(Q)for k in $$(tests/host/combine values KERNEL); do \
		! KERNEL=$$k tests/host/kver >/dev/null 2>&1 || \
			$(MAKE) --no-print-directory kmod KERNEL=$$k || exit; \
	done
units: $(UNITS) $(O)/tests/gentrace $(O)/tests/guestdump

test-debug: ## run the module under a kernel with KASAN, lockdep and kmemleak, built at first
	$(Q)tests/setup.sh debug
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all
	$(Q)O=$(O) tests/host/debug.sh

soak: ## ten minutes at the full rate, a reader that stops, 1,000 loads and unloads
	$(Q)tests/setup.sh host
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all kmod KVER=$$(tests/host/kver)
	$(Q)O=$(O) tests/host/soak.sh

fuzz: ## look for crashes with any input (FUZZ=reader SECONDS=60)
	$(Q)tests/setup.sh test
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) fuzz-targets
	$(Q)O=$(O) tests/fuzz/run --seconds $(or $(SECONDS),60) $(FUZZ)
.SECONDARY: $(UNITS:=.o)

demo: ## record a real Linux guest in an emulated host and ask it the guide's question
	$(Q)tests/setup.sh host
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all kmod KVER=$$(tests/host/kver)
	$(Q)O=$(O) tests/host/demo.sh

lab: ## boot the emulated host and run CMD inside: make lab CMD='vmtrace record -a -- sleep 1'
	$(Q)tests/setup.sh host
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all kmod KVER=$$(tests/host/kver)
	$(Q)O=$(O) tests/host/lab $(if $(CMD),-- '$(subst ','\'',$(CMD))')

bench: all ## measure; one line a figure: name, value, unit
	$(Q)O=$(O) tests/bench/run

bench-capture: all ## count the instructions that recorders add to an exit, in the emulated host
	$(Q)O=$(O) tests/bench/capture

check-deps: ## the law of who may include whom
	$(Q)tests/check-deps

format-check: ## clang-format agrees with every source file
	$(Q)$(CLANG_FORMAT) --dry-run --Werror $(SOURCES)

install: all ## install to DESTDIR and prefix
	install -Dm755 $(PROGRAM) $(DESTDIR)$(prefix)/bin/vmtrace
	for m in docs/*.[17]; do \
		install -Dm644 $$m $(DESTDIR)$(prefix)/share/man/man$${m##*.}/$${m##*/}; done
	install -Dm644 docs/vmtrace-record.service $(DESTDIR)$(prefix)/lib/systemd/system/vmtrace-record.service
	sed -i 's|/usr/local|$(prefix)|' $(DESTDIR)$(prefix)/lib/systemd/system/vmtrace-record.service

clean: ## remove what was built
	rm -rf $(O) $(PROGRAM)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 18

-include $(OBJS:.o=.d) $(wildcard $(O)/tests/*.d $(O)/tests/*/*.d)
