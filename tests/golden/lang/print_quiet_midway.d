/* What is quiet from the middle of a row on does not end it. */
BEGIN { trace(1); setopt("quiet"); trace(2); }
BEGIN { trace("text"); exit(0); }
