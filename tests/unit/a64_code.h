/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A function like the kernel's pick_link(), which calls ->get_link of an inode's i_op at 32, once without a
 * dentry and once with one, as compilers make it for arm64. LOOKUP_RCU is 0x100, nd->flags at 56, d_seq at 4 in
 * the dentry, which is the second argument.
 *
 *	gcc 12 -O2 -mbranch-protection=standard
 *	clang 14, the same; it compares d_seq with the saved one before it calls
 *	clang 19, the same with -fsanitize=kcfi, without the compare
 */
#ifndef A64_CODE_H
#define A64_CODE_H

#include <stdint.h>

/* clang-format off */
static const uint32_t by_gcc[] = {
	0xd503233f, /*   0 paciasp */
	0xa9bc7bfd, /*   4 stp x29, x30, [sp, #-64]! */
	0x52800604, /*   8 mov w4, #0x30 */
	0x910003fd, /*   c mov x29, sp */
	0xa9025bf5, /*  10 stp x21, x22, [sp, #32] */
	0xaa0203f5, /*  14 mov x21, x2 */
	0xaa0103f6, /*  18 mov x22, x1 */
	0xb9404803, /*  1c ldr w3, [x0, #72] */
	0xf94012a1, /*  20 ldr x1, [x21, #32] */
	0xa90153f3, /*  24 stp x19, x20, [sp, #16] */
	0xaa0003f3, /*  28 mov x19, x0 */
	0xf9402802, /*  2c ldr x2, [x0, #80] */
	0x11000460, /*  30 add w0, w3, #0x1 */
	0xa90363f7, /*  34 stp x23, x24, [sp, #48] */
	0xf9400438, /*  38 ldr x24, [x1, #8] */
	0xb9004a60, /*  3c str w0, [x19, #72] */
	0xb9403a60, /*  40 ldr w0, [x19, #56] */
	0x9b240863, /*  44 smaddl x3, w3, w4, x2 */
	0x91004074, /*  48 add x20, x3, #0x10 */
	0x36400240, /*  4c tbz w0, #8, 94 */
	0xaa1403e2, /*  50 mov x2, x20 */
	0xaa1503e1, /*  54 mov x1, x21 */
	0xd2800000, /*  58 mov x0, #0x0 */
	0xd63f0300, /*  5c blr x24 */
	0xaa0003f7, /*  60 mov x23, x0 */
	0xb100281f, /*  64 cmn x0, #0xa */
	0x54000100, /*  68 b.eq 88 */
	0xa94153f3, /*  6c ldp x19, x20, [sp, #16] */
	0xaa1703e0, /*  70 mov x0, x23 */
	0xa9425bf5, /*  74 ldp x21, x22, [sp, #32] */
	0xa94363f7, /*  78 ldp x23, x24, [sp, #48] */
	0xa8c47bfd, /*  7c ldp x29, x30, [sp], #64 */
	0xd50323bf, /*  80 autiasp */
	0xd65f03c0, /*  84 ret */
	0xaa1303e0, /*  88 mov x0, x19 */
	0x94000000, /*  8c bl 0 */
	0x34fffee0, /*  90 cbz w0, 6c */
	0xaa1403e2, /*  94 mov x2, x20 */
	0xaa1503e1, /*  98 mov x1, x21 */
	0xa94153f3, /*  9c ldp x19, x20, [sp, #16] */
	0xaa1603e0, /*  a0 mov x0, x22 */
	0xa9425bf5, /*  a4 ldp x21, x22, [sp, #32] */
	0xaa1803f0, /*  a8 mov x16, x24 */
	0xa94363f7, /*  ac ldp x23, x24, [sp, #48] */
	0xa8c47bfd, /*  b0 ldp x29, x30, [sp], #64 */
	0xd50323bf, /*  b4 autiasp */
	0xd61f0200, /*  b8 br x16 */
};

static const uint32_t rechecks[] = {
	0xd503233f, /*   0 paciasp */
	0xa9bc7bfd, /*   4 stp x29, x30, [sp, #-64]! */
	0xf9000bf7, /*   8 str x23, [sp, #16] */
	0x910003fd, /*   c mov x29, sp */
	0xa90257f6, /*  10 stp x22, x21, [sp, #32] */
	0xa9034ff4, /*  14 stp x20, x19, [sp, #48] */
	0xf9401048, /*  18 ldr x8, [x2, #32] */
	0xaa0203f3, /*  1c mov x19, x2 */
	0xb9804816, /*  20 ldrsw x22, [x0, #72] */
	0xaa0103f4, /*  24 mov x20, x1 */
	0xf9402817, /*  28 ldr x23, [x0, #80] */
	0x3940e40a, /*  2c ldrb w10, [x0, #57] */
	0x110006c9, /*  30 add w9, w22, #0x1 */
	0xf9400510, /*  34 ldr x16, [x8, #8] */
	0xb9004809, /*  38 str w9, [x0, #72] */
	0x3700018a, /*  3c tbnz w10, #0, 6c */
	0x52800608, /*  40 mov w8, #0x30 */
	0xaa1403e0, /*  44 mov x0, x20 */
	0xaa1303e1, /*  48 mov x1, x19 */
	0x9b085ec8, /*  4c madd x8, x22, x8, x23 */
	0xf9400bf7, /*  50 ldr x23, [sp, #16] */
	0xa9434ff4, /*  54 ldp x20, x19, [sp, #48] */
	0x91004102, /*  58 add x2, x8, #0x10 */
	0xa94257f6, /*  5c ldp x22, x21, [sp, #32] */
	0xa8c47bfd, /*  60 ldp x29, x30, [sp], #64 */
	0xd50323bf, /*  64 autiasp */
	0xd61f0200, /*  68 br x16 */
	0x52800608, /*  6c mov w8, #0x30 */
	0xb9400689, /*  70 ldr w9, [x20, #4] */
	0x9b085ec8, /*  74 madd x8, x22, x8, x23 */
	0xb9402908, /*  78 ldr w8, [x8, #40] */
	0x6b08013f, /*  7c cmp w9, w8 */
	0x540001e1, /*  80 b.ne bc */
	0x52800608, /*  84 mov w8, #0x30 */
	0xaa0003f5, /*  88 mov x21, x0 */
	0xaa1f03e0, /*  8c mov x0, xzr */
	0xaa1303e1, /*  90 mov x1, x19 */
	0x9b085ec8, /*  94 madd x8, x22, x8, x23 */
	0xf9000fb0, /*  98 str x16, [x29, #24] */
	0x91004102, /*  9c add x2, x8, #0x10 */
	0xd63f0200, /*  a0 blr x16 */
	0xb100281f, /*  a4 cmn x0, #0xa */
	0x540000c1, /*  a8 b.ne c0 */
	0xaa1503e0, /*  ac mov x0, x21 */
	0x94000000, /*  b0 bl 0 */
	0xf9400fb0, /*  b4 ldr x16, [x29, #24] */
	0x35fffc40, /*  b8 cbnz w0, 40 */
	0x92800120, /*  bc mov x0, #0xfffffffffffffff6 */
	0xa9434ff4, /*  c0 ldp x20, x19, [sp, #48] */
	0xa94257f6, /*  c4 ldp x22, x21, [sp, #32] */
	0xf9400bf7, /*  c8 ldr x23, [sp, #16] */
	0xa8c47bfd, /*  cc ldp x29, x30, [sp], #64 */
	0xd50323bf, /*  d0 autiasp */
	0xd65f03c0, /*  d4 ret */
};

static const uint32_t by_kcfi[] = {
	0x170a06d6, /*   0 .word 0x170a06d6 */
	0xd503233f, /*   4 paciasp */
	0xd10103ff, /*   8 sub sp, sp, #0x40 */
	0xa9017bfd, /*   c stp x29, x30, [sp, #16] */
	0xa90257f6, /*  10 stp x22, x21, [sp, #32] */
	0xa9034ff4, /*  14 stp x20, x19, [sp, #48] */
	0x910043fd, /*  18 add x29, sp, #0x10 */
	0xb9804808, /*  1c ldrsw x8, [x0, #72] */
	0x52800609, /*  20 mov w9, #0x30 */
	0xf940104a, /*  24 ldr x10, [x2, #32] */
	0xf940280b, /*  28 ldr x11, [x0, #80] */
	0xaa0203f3, /*  2c mov x19, x2 */
	0x9b292d15, /*  30 smaddl x21, w8, w9, x11 */
	0x3940e409, /*  34 ldrb w9, [x0, #57] */
	0xf9400550, /*  38 ldr x16, [x10, #8] */
	0x11000508, /*  3c add w8, w8, #0x1 */
	0xb9004808, /*  40 str w8, [x0, #72] */
	0x37000209, /*  44 tbnz w9, #0, 84 */
	0x910042a2, /*  48 add x2, x21, #0x10 */
	0xaa0103e0, /*  4c mov x0, x1 */
	0xaa1303e1, /*  50 mov x1, x19 */
	0xa9434ff4, /*  54 ldp x20, x19, [sp, #48] */
	0xa94257f6, /*  58 ldp x22, x21, [sp, #32] */
	0xa9417bfd, /*  5c ldp x29, x30, [sp, #16] */
	0x910103ff, /*  60 add sp, sp, #0x40 */
	0xd50323bf, /*  64 autiasp */
	0xb85fc209, /*  68 ldur w9, [x16, #-4] */
	0x72911d71, /*  6c movk w17, #0x88eb */
	0x72b28111, /*  70 movk w17, #0x9408, lsl #16 */
	0x6b11013f, /*  74 cmp w9, w17 */
	0x54000040, /*  78 b.eq 80 */
	0xd4304600, /*  7c brk #0x8230 */
	0xd61f0200, /*  80 br x16 */
	0xaa0003f4, /*  84 mov x20, x0 */
	0xaa0103f6, /*  88 mov x22, x1 */
	0x910042a2, /*  8c add x2, x21, #0x10 */
	0xaa1f03e0, /*  90 mov x0, xzr */
	0xaa1303e1, /*  94 mov x1, x19 */
	0xf90007f0, /*  98 str x16, [sp, #8] */
	0xb85fc209, /*  9c ldur w9, [x16, #-4] */
	0x72911d71, /*  a0 movk w17, #0x88eb */
	0x72b28111, /*  a4 movk w17, #0x9408, lsl #16 */
	0x6b11013f, /*  a8 cmp w9, w17 */
	0x54000040, /*  ac b.eq b4 */
	0xd4304600, /*  b0 brk #0x8230 */
	0xd63f0200, /*  b4 blr x16 */
	0xb100281f, /*  b8 cmn x0, #0xa */
	0x540000e0, /*  bc b.eq d8 */
	0xa9434ff4, /*  c0 ldp x20, x19, [sp, #48] */
	0xa94257f6, /*  c4 ldp x22, x21, [sp, #32] */
	0xa9417bfd, /*  c8 ldp x29, x30, [sp, #16] */
	0x910103ff, /*  cc add sp, sp, #0x40 */
	0xd50323bf, /*  d0 autiasp */
	0xd65f03c0, /*  d4 ret */
	0xaa1403e0, /*  d8 mov x0, x20 */
	0x94000000, /*  dc bl 0 */
	0xf94007f0, /*  e0 ldr x16, [sp, #8] */
	0xaa1603e1, /*  e4 mov x1, x22 */
	0x35fffb00, /*  e8 cbnz w0, 48 */
	0x92800120, /*  ec mov x0, #0xfffffffffffffff6 */
	0x17fffff4, /*  f0 b c0 */
};

/* clang-format on */

#endif
