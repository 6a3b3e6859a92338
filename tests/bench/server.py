#!/usr/bin/env python3
"""What `annotty serve` gives on this machine, beside nginx serving the same bytes from files in the same run: requests a
second and the slowest hundredth of reads; of writes, what reached the disk. Prints figures and ratios; decides nothing.
usage: server.py ANNOTTY [SECONDS]"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

BASE = "/api/v2/llm-obs/v1"
KEYS = {"DD-API-KEY": "bench", "DD-APPLICATION-KEY": "bench"}
QUEUES, RECORDS, PAGE, CONNECTIONS = 50, 100_000, 100, 8

# Every request of wrk says what it is, and at the end what came of all of them.
LUA_END = """
function done(summary, latency, requests)
    local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status +
                   summary.errors.timeout
    io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(99), failed))
end
"""
# An answer that the server may keep is for one path with its query; unknown parameters are ignored.
LUA_FRESH = """
local thread_count = 0
function setup(thread) thread:set("number", thread_count); thread_count = thread_count + 1 end
local counter = 0
function request()
    counter = counter + 1
    return wrk.format(nil, wrk.path .. (wrk.path:find("?") and "&" or "?") .. "fresh=" .. number .. "-" .. counter)
end
"""
# @N@ is replaced by a number that no other request has.
LUA_WRITE = """
local thread_count = 0
function setup(thread) thread:set("number", thread_count); thread_count = thread_count + 1 end
local file = io.open("%(body)s"); local body = file:read("*a"); file:close()
local counter = 0
function request()
    counter = counter + 1
    local filled = body:gsub("@N@", "%(run)d-" .. number .. "-" .. counter)
    return wrk.format("POST", nil, nil, filled)
end
"""


class Server:
    """The program under test, on a port of its own choice."""

    def __init__(self, program, data):
        self.process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--data", data, "--any-key", "--no-sample"],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            sys.exit("server.py: annotty serve did not start")
        self.url = line.split()[-1]
        self.address = urllib.parse.urlsplit(self.url).netloc
        self.client = http.client.HTTPConnection(self.address)

    def call(self, method, path, attributes=None, kind=None):
        body = None if attributes is None else json.dumps({"data": {"type": kind, "attributes": attributes}})
        self.client.request(method, BASE + path, body, {**KEYS, "Content-Type": "application/json"})
        answer = self.client.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"server.py: {method} {path} answered {answer.status}: {text[:200]!r}")
        return text

    def make(self, path, kind, **attributes):
        return json.loads(self.call("POST", path, attributes, kind))["data"]["id"]

    def peak_memory_mb(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def start_nginx(place):
    """nginx as small as it goes: no log, connections kept, as many workers as it finds processors."""
    port = 20000 + os.getpid() % 20000
    with open(f"{place}/nginx.conf", "w", encoding="ascii") as config:
        config.write(f"""
daemon off; worker_processes auto; pid {place}/nginx.pid; error_log {place}/nginx.log;
events {{ worker_connections 256; }}
http {{ access_log off; keepalive_requests 100000000; default_type application/json; sendfile on; tcp_nopush on;
  client_body_temp_path {place}/t1; proxy_temp_path {place}/t2; fastcgi_temp_path {place}/t3;
  uwsgi_temp_path {place}/t4; scgi_temp_path {place}/t5; open_file_cache max=100;
  server {{ listen 127.0.0.1:{port}; root {place}/static; }} }}
""")
    process = subprocess.Popen(["nginx", "-c", f"{place}/nginx.conf", "-p", place], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
            return process, f"127.0.0.1:{port}"
        except OSError:
            time.sleep(0.05)
    sys.exit("server.py: nginx did not start")


class Load:
    """wrk on one address, and what it measured."""

    def __init__(self, place, url, seconds, script=""):
        with open(f"{place}/script.lua", "w", encoding="ascii") as lua:
            lua.write(script + LUA_END)
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", f"{place}/script.lua"]
        for name, value in {**KEYS, "Content-Type": "application/json"}.items():
            command += ["-H", f"{name}: {value}"]
        output = subprocess.run(command + [url], stdout=subprocess.PIPE, text=True, check=True).stdout
        requests, duration_us, p99_us, self.failed = map(int, re.search(r"RESULT (.*)", output).group(1).split())
        self.rate = requests / duration_us * 1e6
        self.p99_ms = p99_us / 1000


def told(load):
    return f"{load.rate:8.0f} /s (p99 {load.p99_ms:6.2f} ms)" + (f" {load.failed} FAILED" if load.failed else "")


def fill(server):
    project = server.make("/projects", "projects", name="bench")
    queues = [server.make("/annotation-queues", "queues", name=f"Queue {i}", project_id=project,
                          description="What reviewers are asked to judge.") for i in range(QUEUES)]
    dataset = server.make(f"/{project}/datasets", "datasets", name="bench")
    for begin in range(0, RECORDS, 1000):
        records = [{"input": {"question": f"What is {i} plus one?", "locale": "en"}, "expected_output": str(i + 1),
                    "metadata": {"source": "bench"}} for i in range(begin, begin + 1000)]
        server.call("POST", f"/{project}/datasets/{dataset}/records", {"records": records}, "records")
    return project, queues, dataset


def last_page(server, records):
    """The path of the last page of PAGE records, reached by cursors."""
    left, cursor = RECORDS - PAGE, ""
    while left > 0:
        size = min(left, 5000)
        page = json.loads(server.call("GET", f"{records}?page[limit]={size}{cursor}"))
        cursor = "&page[cursor]=" + urllib.parse.quote(page["meta"]["after"])
        left -= size
    return f"{records}?page[limit]={PAGE}{cursor}"


def measure_reads(server, place, seconds, reads):
    nginx, address = start_nginx(place)
    rates = []
    for number, (name, path) in enumerate(reads):
        with open(f"{place}/static/{number}", "wb") as body:
            body.write(server.call("GET", path))
        least = Load(place, f"http://{address}/{number}", seconds)
        own = Load(place, server.url + BASE + path, seconds, LUA_FRESH if "before" in name else "")
        rates.append(own.rate)
        print(f"{name:24} {told(own)}   nginx {told(least)}   ratio {own.rate / least.rate:.2f}")
    nginx.terminate()
    nginx.wait()
    return rates


def measure_writes(server, place, seconds, writes):
    for run, (name, path, kind, member, item, count) in enumerate(writes):
        with open(f"{place}/body", "w", encoding="ascii") as body:
            body.write(json.dumps({"data": {"type": kind, "attributes": {
                member: [json.loads(item.replace("#", str(i))) for i in range(count)]}}}))
        own = Load(place, server.url + BASE + path, seconds,
                   LUA_WRITE % {"body": f"{place}/body", "run": run})
        print(f"{name:24} {told(own)}   {own.rate * count:.0f} {member} a second, each on the disk")


def main():
    program, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    place = tempfile.mkdtemp(prefix="annotty-bench-")
    os.mkdir(f"{place}/static")
    os.mkdir(f"{place}/data")
    os.chmod(place, 0o755)
    server = Server(program, f"{place}/data")
    try:
        print(f"bench: {QUEUES} queues, {RECORDS} records, {CONNECTIONS} connections, {seconds} s each", file=sys.stderr)
        project, queues, dataset = fill(server)
        records = f"/{project}/datasets/{dataset}/records"
        rates = measure_reads(server, place, seconds, [
            (f"list {QUEUES} queues", "/annotation-queues"),
            ("  never asked before", "/annotation-queues"),
            ("records, page 1", f"{records}?page[limit]={PAGE}"),
            ("  never asked before", f"{records}?page[limit]={PAGE}"),
            (f"records, page {RECORDS // PAGE}", last_page(server, records)),
            ("  never asked before", last_page(server, records)),
        ])
        first, last = rates[3], rates[5]
        print(f"{'the last page':24} takes {first / last:.2f} times what the first one takes")
        other = server.make(f"/{project}/datasets", "datasets", name="appended")
        third = server.make(f"/{project}/datasets", "datasets", name="appended in thousands")
        record = '{"input": {"question": "@N@-#"}, "expected_output": "an answer of usual length", "metadata": {}}'
        measure_writes(server, place, seconds, [
            ("add 100 interactions", f"/annotation-queues/{queues[0]}/interactions", "interactions", "interactions",
             '{"type": "trace", "content_id": "@N@-#"}', 100),
            ("append 100 records", f"/{project}/datasets/{other}/records", "records", "records", record, 100),
            ("append 1000 records", f"/{project}/datasets/{third}/records", "records", "records", record, 1000),
        ])
        print(f"{'memory':24} {server.peak_memory_mb():8.1f} MB at most")
    finally:
        status = server.stop()
        shutil.rmtree(place)
    if status != 0:
        sys.exit(f"server.py: annotty serve ended with {status}")


main()
