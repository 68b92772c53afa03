#pragma once

namespace gatehouse {

/// Runs the command that the arguments name and gives the exit code: 0 when it was done, 1 when it
/// failed, 2 when the arguments are wrong. Throws what the commands throw.
int run_command_line(int argc, char** argv);

}  // namespace gatehouse
