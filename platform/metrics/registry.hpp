#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/metrics/instruments.hpp"

namespace gatehouse::metrics {

using LabelNames = std::vector<std::string>;
using Labels = std::vector<std::pair<std::string, std::string>>;

enum class Type : std::uint8_t { counter, gauge, histogram };

/// All series of one metric. What is common to the types: names, and the bound on their number.
class FamilyBase {
public:
    /// More series than this share one whose labels all say `_OTHER`, so that no caller can fill
    /// the memory with label values.
    static constexpr std::size_t kMaxSeries = 1000;

    FamilyBase(std::string name, std::string help, LabelNames label_names)
        : name_(std::move(name)), help_(std::move(help)), label_names_(std::move(label_names)) {}
    FamilyBase(const FamilyBase&) = delete;
    FamilyBase& operator=(const FamilyBase&) = delete;
    virtual ~FamilyBase() = default;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& help() const noexcept { return help_; }
    [[nodiscard]] const LabelNames& label_names() const noexcept { return label_names_; }

protected:
    /// The key of a series; throws std::invalid_argument when the number of values is wrong.
    [[nodiscard]] std::string key_of(std::span<const std::string_view> values) const;
    [[nodiscard]] std::string key_of_others() const;

private:
    std::string name_;
    std::string help_;
    LabelNames label_names_;
};

/// A metric with its series, one for each combination of label values. Safe to share between
/// threads. `with` takes a lock: the request path keeps the reference, which lives as long as the
/// registry.
template <class Instrument>
class Family final : public FamilyBase {
public:
    using Make = std::function<std::unique_ptr<Instrument>()>;

    Family(std::string name, std::string help, LabelNames label_names, Make make)
        : FamilyBase(std::move(name), std::move(help), std::move(label_names)),
          make_(std::move(make)) {}

    /// The series with these label values, in the order of the names.
    [[nodiscard]] Instrument& with(std::initializer_list<std::string_view> values) {
        std::string key = key_of(values);
        {
            const std::shared_lock lock{mutex_};
            if (const auto found = series_.find(key); found != series_.end()) return *found->second;
        }
        const std::unique_lock lock{mutex_};
        if (series_.size() >= kMaxSeries && !series_.contains(key)) key = key_of_others();
        auto& instrument = series_[std::move(key)];
        if (!instrument) instrument = make_();
        return *instrument;
    }
    /// Calls `visit(key, instrument)` for each series; label values in the key are separated by
    /// U+0000.
    template <class Visit>
    void for_each(const Visit& visit) const {
        const std::shared_lock lock{mutex_};
        for (const auto& [key, instrument] : series_)
            visit(key, *instrument);
    }

private:
    Make make_;
    mutable std::shared_mutex mutex_;
    std::map<std::string, std::unique_ptr<Instrument>> series_;
};

/// Takes values that exist elsewhere and are read when the metrics are asked for.
class Readings {
public:
    virtual ~Readings() = default;
    virtual void add(Type type, std::string_view name, std::string_view help, double value,
                     const Labels& labels = {}) = 0;
};

/// The metrics of a process. Asking twice for one name gives the same family, so that services of
/// one process share it. Safe to share between threads.
class Registry {
public:
    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    /// Names follow Prometheus: snake_case, base units, `_total` for counters. These throw
    /// std::logic_error for a bad name, or one in use with another type or other labels.
    Family<Counter>& counters(std::string_view name, std::string_view help,
                              LabelNames label_names = {});
    Family<UpDownCounter>& up_down_counters(std::string_view name, std::string_view help,
                                            LabelNames label_names = {});
    Family<Gauge>& gauges(std::string_view name, std::string_view help,
                          LabelNames label_names = {});
    Family<Histogram>& histograms(std::string_view name, std::string_view help,
                                  LabelNames label_names = {},
                                  std::span<const double> bounds = kDurationBounds);

    /// Has `read` called for each answer of `text`, on the thread that asks. What it refers to must
    /// live as long as the registry.
    void on_read(std::function<void(Readings&)> read);

    /// All metrics in the Prometheus text format, version 0.0.4.
    [[nodiscard]] std::string text() const;
    static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

private:
    template <class Instrument>
    Family<Instrument>& family(std::string_view name, std::string_view help, LabelNames label_names,
                               typename Family<Instrument>::Make make);

    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<FamilyBase>, std::less<>> families_;
    std::vector<std::function<void(Readings&)>> reads_;
};

}  // namespace gatehouse::metrics
