"""What log lines need of the invocation that is running, and where the standard library is."""

request_id = None
tenant_id = None
standard_path = []
