"""The upload desk: what the upload page asks of the writer, each question one short-lived process.

The web process sends a request as JSON and reads events as JSON lines (see `worker`); it never imports the
writer. A file on its way in lies in a folder of its own under private/desk, as long as one question takes.
"""
