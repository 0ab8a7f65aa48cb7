/* Rates up to the one recorded take the samples whose tick completes a period. */
#pragma D option quiet

profile-1 { @["1"] = count(); }
profile-97 { @["97"] = count(); }
profile-10ms { @["10ms"] = count(); }
profile-199hz { @["199hz"] = count(); }
profile-499 { @["499"] = count(); }
profile-996 { @["996"] = count(); }
profile-997hz { @["997hz"] = count(); }
END { printa("%s %@d\n", @); }
