#include "platform/metrics/registry.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <sstream>
#include <stdexcept>

#include <prometheus/check_names.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace gatehouse::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr char kSeparator = '\0';
constexpr std::string_view kOther = "_OTHER";

MetricFamily empty_family(const FamilyBase& family, MetricType type) {
    MetricFamily out;
    out.name = family.name();
    out.help = family.help();
    out.type = type;
    return out;
}

ClientMetric labelled(const FamilyBase& family, std::string_view key) {
    ClientMetric out;
    for (const std::string& name : family.label_names()) {
        const std::size_t end = std::min(key.find(kSeparator), key.size());
        // An empty label is the same as none.
        if (end > 0) out.label.push_back({name, std::string{key.substr(0, end)}});
        key.remove_prefix(std::min(end + 1, key.size()));
    }
    return out;
}

void fill(ClientMetric& metric, const Counter& counter) {
    metric.counter.value = static_cast<double>(counter.value());
}
void fill(ClientMetric& metric, const UpDownCounter& counter) {
    metric.gauge.value = static_cast<double>(counter.value());
}
void fill(ClientMetric& metric, const Gauge& gauge) {
    metric.gauge.value = gauge.value();
}
void fill(ClientMetric& metric, const Histogram& histogram) {
    const Histogram::Snapshot snapshot = histogram.snapshot();
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < snapshot.counts.size(); ++i) {
        below += snapshot.counts[i];
        const bool last = i == histogram.bounds().size();
        metric.histogram.bucket.push_back(
            {below, last ? std::numeric_limits<double>::infinity() : histogram.bounds()[i]});
    }
    metric.histogram.sample_count = below;
    metric.histogram.sample_sum = snapshot.sum;
}

template <class Instrument>
bool collect_as(const FamilyBase& base, MetricType type, std::vector<MetricFamily>& out) {
    const auto* const family = dynamic_cast<const Family<Instrument>*>(&base);
    if (family == nullptr) return false;
    MetricFamily collected = empty_family(base, type);
    family->for_each([&](const std::string& key, const Instrument& instrument) {
        ClientMetric metric = labelled(base, key);
        fill(metric, instrument);
        collected.metric.push_back(std::move(metric));
    });
    out.push_back(std::move(collected));
    return true;
}

void check_names(std::string_view name, const LabelNames& label_names) {
    const bool known = prometheus::CheckMetricName(std::string{name}) &&
                       std::ranges::all_of(label_names, [](const std::string& label) {
                           return prometheus::CheckLabelName(label);
                       });
    if (!known) throw std::logic_error("not a name of a metric: " + std::string{name});
}

/// Gathers readings of one name into one family.
class Gathered final : public Readings {
public:
    void add(Type type, std::string_view name, std::string_view help, double value,
             const Labels& labels) override {
        auto& family = families_[std::string{name}];
        family.name = name;
        family.help = help;
        family.type = type == Type::counter ? MetricType::Counter : MetricType::Gauge;
        ClientMetric metric;
        for (const auto& [label, text] : labels)
            metric.label.push_back({label, text});
        (type == Type::counter ? metric.counter.value : metric.gauge.value) = value;
        family.metric.push_back(std::move(metric));
    }
    void move_to(std::vector<MetricFamily>& out) {
        for (auto& [name, family] : families_)
            out.push_back(std::move(family));
    }

private:
    std::map<std::string, MetricFamily> families_;
};

}  // namespace

std::string FamilyBase::key_of(std::span<const std::string_view> values) const {
    if (values.size() != label_names_.size()) {
        throw std::invalid_argument("wrong number of label values for " + name_);
    }
    std::string key;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) key += kSeparator;
        // The separator has no place in a value.
        std::ranges::replace_copy(values[i], std::back_inserter(key), kSeparator, '?');
    }
    return key;
}

std::string FamilyBase::key_of_others() const {
    return key_of(std::vector<std::string_view>(label_names_.size(), kOther));
}

Registry::Registry() = default;
Registry::~Registry() = default;

template <class Instrument>
Family<Instrument>& Registry::family(std::string_view name, std::string_view help,
                                     LabelNames label_names,
                                     typename Family<Instrument>::Make make) {
    check_names(name, label_names);
    const std::lock_guard lock{mutex_};
    if (const auto known = families_.find(name); known != families_.end()) {
        auto* const same = dynamic_cast<Family<Instrument>*>(known->second.get());
        if (same == nullptr || same->label_names() != label_names) {
            throw std::logic_error("two metrics of the name " + std::string{name});
        }
        return *same;
    }
    auto made = std::make_unique<Family<Instrument>>(std::string{name}, std::string{help},
                                                     std::move(label_names), std::move(make));
    Family<Instrument>& result = *made;
    families_.emplace(std::string{name}, std::move(made));
    // A metric without labels shows from the start, with zero.
    if (result.label_names().empty()) (void)result.with({});
    return result;
}

Family<Counter>& Registry::counters(std::string_view name, std::string_view help,
                                    LabelNames label_names) {
    if (!name.ends_with("_total")) {
        throw std::logic_error("a counter without _total: " + std::string{name});
    }
    return family<Counter>(name, help, std::move(label_names),
                           [] { return std::make_unique<Counter>(); });
}

Family<UpDownCounter>& Registry::up_down_counters(std::string_view name, std::string_view help,
                                                  LabelNames label_names) {
    return family<UpDownCounter>(name, help, std::move(label_names),
                                 [] { return std::make_unique<UpDownCounter>(); });
}

Family<Gauge>& Registry::gauges(std::string_view name, std::string_view help,
                                LabelNames label_names) {
    return family<Gauge>(name, help, std::move(label_names),
                         [] { return std::make_unique<Gauge>(); });
}

Family<Histogram>& Registry::histograms(std::string_view name, std::string_view help,
                                        LabelNames label_names, std::span<const double> bounds) {
    return family<Histogram>(name, help, std::move(label_names),
                             [kept = std::vector<double>(bounds.begin(), bounds.end())] {
                                 return std::make_unique<Histogram>(kept);
                             });
}

void Registry::on_read(std::function<void(Readings&)> read) {
    const std::lock_guard lock{mutex_};
    reads_.push_back(std::move(read));
}

std::string Registry::text() const {
    std::vector<MetricFamily> collected;
    Gathered gathered;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& [name, family] : families_) {
            const bool known = collect_as<Counter>(*family, MetricType::Counter, collected) ||
                               collect_as<UpDownCounter>(*family, MetricType::Gauge, collected) ||
                               collect_as<Gauge>(*family, MetricType::Gauge, collected) ||
                               collect_as<Histogram>(*family, MetricType::Histogram, collected);
            if (!known) throw std::logic_error("a metric of an unknown type: " + name);
        }
        for (const auto& read : reads_)
            read(gathered);
    }
    gathered.move_to(collected);
    std::ostringstream out;
    prometheus::TextSerializer{}.Serialize(out, collected);
    return std::move(out).str();
}

}  // namespace gatehouse::metrics
