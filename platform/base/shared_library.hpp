#pragma once

#include <string>

namespace gatehouse {

/// A shared library that is loaded while the program runs, and stays loaded: its threads, and what
/// it gave out, may live as long as the program. Immutable, shared between threads.
class SharedLibrary {
public:
    /// Loads `file`, found as the dynamic linker finds it. Throws std::runtime_error that begins
    /// with `needed_for` when it is not there; so does `function`.
    SharedLibrary(const char* file, std::string needed_for);

    /// The function of this name, whose type is `Function` (such as decltype(::puts)).
    template <class Function>
    [[nodiscard]] Function* function(const char* name) const {
        return reinterpret_cast<Function*>(find(name));
    }

private:
    [[nodiscard]] void* find(const char* name) const;
    [[noreturn]] void fail() const;

    std::string needed_for_;
    void* handle_;
};

}  // namespace gatehouse
