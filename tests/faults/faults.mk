# What tests/faults preloads into the programs.
FAIL_CALL := $(BUILD)/tests/faults/fail_call.o
$(FAIL_CALL): tests/faults/fail_call.c $(BUILD)/tests.how
	@mkdir -p $(@D)
	$(call says,CC)$(TEST_CC) -fPIC -c $< -o $@
$(eval $(call program,fail-call.so,$(FAIL_CALL),-shared))

# Every call that can fail, in turn; some hours.
check-faults: all $(BUILD)/fail-call.so
	tests/faults/every-fault
	tests/faults/lost-connections

-include $(FAIL_CALL:.o=.d)
