# The diagnosis has compared the damaged word with what belongs there: they differ in one bit.
module {
  id: "inode-with-a-flipped-bit",
  title: "one flipped bit in an inode or a dentry, and not the race that looks like it",
  links: ["https://docs.kernel.org/admin-guide/RAS/main.html"],
  advice: "Compare the machine's other crashes, read the EDAC counters and the BMC's event log, and test the memory."
};
def fits:
  .verdict.class == "inode-corruption" and .verdict.confidence == "confirmed"
  and any(.evidence[];
          .holds == true
          and (.id == "i-op-damaged" or .id == "dentry-type-damaged")
          and ((.text // "") | test("with bit [0-9]+ flipped$|\\(one flipped bit: bit [0-9]+ of d_flags\\)")));
