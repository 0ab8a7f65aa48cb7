/* SPDX-License-Identifier: GPL-2.0 */
/* Any bytes as a file of a guest's symbols: what is taken lies in order, within its image. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/guest/guest_kernel.h"
#include "tests/fuzz/fuzz.h"

static void check_image(const struct guest_image *i)
{
	for (uint32_t n = 0; n < i->nsymbols; n++) {
		const struct guest_symbol *s = &i->symbols[n];

		if (!guest_image_holds(i, s->address))
			fuzz_die("a symbol outside of its image");
		if (guest_image_find(i, s->address) != s)
			fuzz_die("a symbol that is not found");
		if (!*guest_symbol_name(i, s))
			fuzz_die("a symbol without a name");
	}
}

static void check_code(const struct guest_kernel *k)
{
	for (uint32_t i = 0; i < k->nsegments; i++) {
		size_t got;

		if (!guest_kernel_code(k, k->segments[i].address, SIZE_MAX, &got))
			fuzz_die("code that is not found");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct guest_kernel k = { 0 };
	char path[64], message[GUEST_MESSAGE] = "";
	int fd = fuzz_file(data, size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (guest_kernel_load(&k, path, message) || guest_kernel_finish(&k, message))
		fuzz_expect(*message ? NULL : "refused without a word");
	else
		for (uint32_t i = 0; i < k.nimages; i++)
			check_image(&k.images[i]);
	check_code(&k);
	guest_kernel_release(&k);
	close(fd);
	return 0;
}
