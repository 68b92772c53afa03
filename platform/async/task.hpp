#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>

namespace gatehouse {

namespace asio = boost::asio;

/// What every coroutine of the project returns: it runs on one loop, and only there.
template <class T = void>
using Task = asio::awaitable<T, asio::io_context::executor_type>;

}  // namespace gatehouse
