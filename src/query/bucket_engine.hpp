// Answers filters on buckets: a hash of each customer's key.
#pragma once

#include "query/filter_engine.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// One walk over keys for all of them; keys are hashed on another core while further ones are read.
class BucketEngine : public FilterEngine {
 public:
  explicit BucketEngine(const DataSource& source) : source_(source) {}
  [[nodiscard]] bool can_answer(const Question&, const BoundFilter& filter) const override {
    return std::holds_alternative<BucketFilter>(filter.what);
  }
  std::vector<std::size_t> answer(const Question& question, const std::vector<std::size_t>& asked,
                                  Answers& answers) override;

 private:
  const DataSource& source_;
};

}  // namespace audience
