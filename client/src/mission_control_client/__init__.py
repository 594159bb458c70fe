"""What tells Mission Control of a run, from inside other people's processes; its parts are imported one by one."""
