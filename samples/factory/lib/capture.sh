# shellcheck shell=bash
# A program that looks at the crash in the capture kernel: CAPTURE, run by the hook that is installed for kdump.

CAPTURE_HOOK=$HERE/../../packaging/kdump/kdump-post

capture_digest() {
	cat "$CAPTURE" "$CAPTURE_HOOK" "$HERE"/capture/* | sha256sum | cut -d' ' -f1
}

# put_capture TREE: the program, the hook, and a line in init. guest/init itself stays as it is, since all crashes in the
# cache would be made anew for a line that only this option needs.
put_capture() {
	local tree=$1
	install -D "$CAPTURE" "$tree/usr/lib/inoderace/inoderace-static"
	install -D "$CAPTURE_HOOK" "$tree/usr/lib/inoderace/kdump-post"
	install -m 644 "$HERE/capture/after-dump.sh" "$tree/after-dump.sh"
	sed -i 's|^\tsay "dump written"$|\t. /after-dump.sh\n&|' "$tree/init"
	grep -q after-dump "$tree/init" || die "guest/init no longer says that the dump is written"
}

# take_diagnosis WORK: what the program left beside the dump, if anything
take_diagnosis() {
	local work=$1 file
	for file in inoderace.json inoderace.txt; do
		debugfs -R "dump /var/crash/127.0.0.1-lab/$file $work/$file" "$work/d.img" >/dev/null 2>&1
		[[ -s $work/$file ]] || rm -f "$work/$file"
	done
}
