#pragma D option version=1.5.0
BEGIN { @ = stddev(1); }
