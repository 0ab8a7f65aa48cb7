/* A script gives each description a predicate or actions. */
BEGIN
