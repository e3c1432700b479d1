"""The laboratory that attacks a server with what nobody thought of: `make fuzz`.

A fuzzer draws inputs by a seed and tries them on the real parts. Whatever is sent, it is taken or
refused with a code of ours; anything else is a finding, whose input is kept to be tried again::

    python -m fuzz --minutes 10 --only headers
    python -m fuzz --replay reports/fuzz/headers-5f3a9c01d2.json

An input is bytes and says all that its trial needs, so that a replay is the same trial.
"""
