profile-97 { trace(args[5]); }
