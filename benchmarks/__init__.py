"""How fast Inperson is, beside its peers, in the same run and on the same photographs.

`make bench` compares:

- pair verification: two JPEG files on disk to one decision, one thread, beside `face_recognition`
  and `verifyface`. Every system is a process of its own in an environment of its own (`peers`),
  pinned to the same core; they take turns pair by pair, so that whatever else the machine does
  hits all of them alike (`verification`).
- live captures: the time of a frame from JPEG to guidance, beside `verifyface`'s live session and
  `face_recognition`'s landmarks; the decision's time and a capture's memory (`liveness`); how many
  sessions a server gets through, with clients that speak the protocol (`load`).
- scaling: the same over one, two and three server processes, on SQLite and PostgreSQL, with the
  models and without, and among up to 100,000 enrolled subjects (`scaling`).
- sealing: a template through a tenant's vault, beside AES-256-GCM with nothing around it
  (`sealing`).

Times differ between machines; the ratios are what is claimed, in docs/benchmarks.md.
"""
