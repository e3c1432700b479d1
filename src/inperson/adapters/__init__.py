"""Implementations of the rooms' ports: databases, key providers, inference runtimes."""
