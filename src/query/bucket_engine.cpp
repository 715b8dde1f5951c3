// Keys in batches, so that memory does not grow with customers.
#include "query/bucket_engine.hpp"

#include <future>
#include <utility>

#include "base/bucket.hpp"
#include "base/stopwatch.hpp"
#include "query/cell_reading.hpp"
#include "query/measure_matcher.hpp"
#include "storage/customer_scan.hpp"

namespace audience {
namespace {

struct KeyBatch {
  std::string keys;               ///< one after another
  std::vector<std::size_t> ends;  ///< of each
  std::vector<CustomerNumber> customers;

  void add(CustomerNumber customer, std::string_view key) {
    keys += key;
    ends.push_back(keys.size());
    customers.push_back(customer);
  }
  void clear() {
    keys.clear();
    ends.clear();
    customers.clear();
  }
};

/// The filters of one walk.
class BucketWalk {
 public:
  BucketWalk(const Question& question, const std::vector<std::size_t>& asked, Answers& answers) {
    for (const std::size_t i : asked) {
      const auto& filter = std::get<BucketFilter>(question.bound.filters[i].what);
      tests_.push_back({filter.salt, MeasureMatcher(filter.predicate, question.as_of), answers.filters[i]});
    }
  }

  void take(CustomerNumber customer, std::string_view key) {
    constexpr std::size_t keys_of_batch = 32768;
    batch_.add(customer, key);
    if (batch_.customers.size() == keys_of_batch) hash_batch();
  }
  void finish() {
    hash_batch();
    hashing_.get();
  }
  void show(std::string_view key) const {
    for (const Test& test : tests_)
      test.answer.report.value = to_text(bucket_of(bucket_part(test.salt, key)));
  }

 private:
  struct Test {
    const std::string& salt;
    MeasureMatcher matcher;
    FilterAnswer& answer;
  };

  void hash_batch() {
    if (hashing_.valid()) hashing_.get();
    std::swap(batch_, hashed_);
    batch_.clear();
    hashing_ = std::async(std::launch::async, [this] {
      for (const Test& test : tests_) select(test);
    });
  }

  void select(const Test& test) const {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < hashed_.customers.size(); ++i) {
      const auto key = std::string_view(hashed_.keys).substr(begin, hashed_.ends[i] - begin);
      begin = hashed_.ends[i];
      if (test.matcher.test(bucket_of(bucket_part(test.salt, key))) == Match::yes)
        test.answer.customers.insert(hashed_.customers[i]);
    }
  }

  std::vector<Test> tests_;
  KeyBatch batch_, hashed_;
  std::future<void> hashing_;  ///< of `hashed_`; last, so that it ends before what it reads
};

/// Own keys lie side by side in their index; those of another program's file are known by number.
void walk_keys(const DataSource& source, const CustomerSet& population, BucketWalk& walk) {
  if (source.is_foreign()) {
    population.for_each([&](CustomerNumber customer) { walk.take(customer, source.key_of(customer)); });
    return;
  }
  CustomerScan row = customers_in_order(source, {source.catalog().key}, {});
  NumberText room;
  while (row.next()) {
    const auto customer = row.customer();
    if (customer && population.contains(*customer))
      walk.take(*customer, read_text(row.cell(0), room).value_or(""));
  }
}

}  // namespace

std::vector<std::size_t> BucketEngine::answer(const Question& question, const std::vector<std::size_t>& asked,
                                              Answers& answers) {
  const Stopwatch watch;
  if (!answers.knows_population()) answers.population = population_of(question, source_.population());
  for (const std::size_t i : asked) answers.filters[i].customers = CustomerSet(source_.capacity());
  BucketWalk walk(question, asked, answers);
  if (!question.only) {
    walk_keys(source_, answers.population, walk);
  } else if (answers.population.contains(*question.only)) {
    const std::string key = source_.key_of(*question.only);
    walk.take(*question.only, key);
    walk.show(key);
  }
  walk.finish();
  for (const std::size_t i : asked) {
    FilterReport& report = answers.filters[i].report;
    report.method = "customer ids hashed";
    report.took = watch.elapsed();
    report.shared = asked.size();
  }
  return {};
}

}  // namespace audience
