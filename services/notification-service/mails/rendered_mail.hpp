#pragma once

#include <string>

#include <boost/describe.hpp>

namespace gatehouse::notification {

/// A mail as it is sent: kept sealed until then.
struct RenderedMail {
    std::string to;
    std::string subject;  ///< one line
    std::string text;
    std::string html;
};
BOOST_DESCRIBE_STRUCT(RenderedMail, (), (to, subject, text, html))

}  // namespace gatehouse::notification
