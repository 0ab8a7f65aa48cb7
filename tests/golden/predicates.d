/* Each operator decides for one event as for many. */
#pragma D option quiet

vm:::exit /arg0 == 0x72/ { @["=="] = count(); }
vm:::exit /arg0 != 0x72/ { @["!="] = count(); }
vm:::exit /arg1 < 0/ { @["< 0"] = count(); }
vm:::exit /(uint64_t)arg1 < 0xffffffff81000000/ { @["unsigned <"] = count(); }
vm:::exit /vmregs[VMX_GUEST_RIP] % 7 == 3/ { @["%"] = count(); }
vm:::exit /arg1 % 7 == -3/ { @["signed %"] = count(); }
vm:::exit /cpl && arg0 == 0x60/ { @["&&"] = count(); }
vm:::exit /cpl || arg0 == 0x60/ { @["||"] = count(); }
vm:::exit /cpl ^^ arg0 == 0x60/ { @["^^"] = count(); }
vm:::exit /!cpl/ { @["!"] = count(); }
vm:::exit /(~arg1 & 0xff) >> 4 == 3/ { @["~ & >>"] = count(); }
vm:::exit /exitname > "INTR"/ { @["string >"] = count(); }
vm:::exit /(cpl ? arg0 : arg1) == 0x72/ { @["?:"] = count(); }
vm:::exit /(int8_t)vmregs[VM_RAX] == -(int8_t)vmregs[VM_RCX]/ { @["int8_t"] = count(); }
END { printa("%-10s %@d\n", @); }
