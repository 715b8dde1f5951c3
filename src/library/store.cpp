// The face: each call begins anew, and answers what the studio answers.
#include "audience/store.hpp"

#include "base/file_text.hpp"
#include "library/creation.hpp"
#include "library/customer_page.hpp"
#include "link/token.hpp"
#include "output/atomic_file.hpp"
#include "storage/schema.hpp"
#include "studio/data_import.hpp"
#include "studio/export.hpp"
#include "studio/login_name.hpp"
#include "studio/own_files.hpp"
#include "studio/redemption.hpp"
#include "studio/sweep.hpp"

namespace audience {
namespace {

TimePoint system_now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

StudioSettings studio_settings(StoreSettings given) {
  if (given.user.empty()) given.user = login_name().value_or("unknown");
  if (!given.now) given.now = system_now;
  return {.database_file = std::move(given.database_file),
          .key_file = std::move(given.key_file),
          .user = std::move(given.user),
          .patience = given.patience,
          .now = std::move(given.now)};
}

AsOf as_of(const Studio& studio, const CreateOptions& options) {
  if (!options.as_of_day) return options.as_of.value_or(studio.now());
  if (options.as_of) throw Error(ErrorKind::usage, "as_of and as_of_day are given; leave out one of them");
  return AsOf::end_of(*options.as_of_day);
}

CreateRequest create_request(const Studio& studio, std::string text, std::string name,
                             const CreateOptions& options) {
  return {.text = std::move(text),
          .file = std::move(name),
          .moment = {as_of(studio, options), options.max_age},
          .if_exists = options.if_exists,
          .dry_run = options.dry_run};
}

RedeemedLink redeemed(const GrantedLink& link) {
  return {.verdict = LinkVerdict::granted,
          .export_id = link.export_id,
          .audience_name = link.audience_name,
          .expires_at = link.expires_at,
          .download_name = link.download_name,
          .format = link.format,
          .bytes = link.bytes,
          .sha256 = link.sha256};
}

RedeemedLink expired(const ExpiredLink& link) {
  RedeemedLink result;
  result.verdict = LinkVerdict::expired;
  result.export_id = link.export_id;
  result.audience_name = link.audience_name;
  result.expires_at = link.expires_at;
  return result;
}

}  // namespace

bool make_database(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  return create_database(file, patience);
}

class AudienceStore::State {
 public:
  explicit State(const StoreSettings& settings)
      : studio_(studio_settings(settings),
                settings.read_only ? Database::Mode::read_only : Database::Mode::read_write) {}

  /// For a request that reads no customers.
  Studio& begin() {
    const StudioSettings& settings = studio_.settings();
    sweep_links(settings.database_file, settings.patience, studio_.now());
    return studio_;
  }
  /// What a source has looked up before may have been written anew since, by whomever.
  Studio& begin_reading() {
    begin().renew_source();
    return studio_;
  }

 private:
  Studio studio_;
};

AudienceStore::AudienceStore(const StoreSettings& settings) : state_(std::make_unique<State>(settings)) {}
AudienceStore::~AudienceStore() = default;
AudienceStore::AudienceStore(AudienceStore&&) noexcept = default;
AudienceStore& AudienceStore::operator=(AudienceStore&&) noexcept = default;

ImportReport AudienceStore::import_data(ImportKind kind, const ImportOptions& options) {
  return audience::import_data(state_->begin(), kind, options);
}

CreateResult AudienceStore::create(std::string_view document, const CreateOptions& options,
                                   const std::string& name) {
  Studio& studio = state_->begin_reading();
  return create_audience(studio, create_request(studio, std::string(document), name, options));
}

CreateResult AudienceStore::create_from_file(const std::filesystem::path& file,
                                             const CreateOptions& options) {
  // A document of one byte too many is refused by who parses it.
  return create(read_file(file.string(), largest_document + 1), options, file.string());
}

CustomerPage AudienceStore::customers(const PageRequest& request) {
  return read_page(state_->begin_reading(), request);
}

ExportResult AudienceStore::export_audience(const ExportRequest& request, const ExportTarget& target) {
  return audience::export_audience(state_->begin_reading(), request, target);
}

ExportResult AudienceStore::stream_audience(const ExportRequest& request, int descriptor) {
  OutputStream out(descriptor, "the stream");
  try {
    return audience::stream_audience(state_->begin_reading(), request, out);
  } catch (const ClosedPipe&) {
    throw Error(ErrorKind::write_failed, "cannot write the stream: its reader has gone");
  }
}

RedeemedLink AudienceStore::redeem(std::string_view link, const std::filesystem::path& file, bool replaces) {
  refuse_own_file(state_->begin().settings(), file);
  AtomicFile target(file, replaces ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  RedeemedLink result = redeem(link, [&target](std::string_view bytes) { target.stream().write(bytes); });
  if (result.verdict == LinkVerdict::granted) target.commit();
  return result;
}

RedeemedLink AudienceStore::redeem(std::string_view link, const std::function<void(std::string_view)>& take) {
  const Studio& studio = state_->begin();
  const Redemption redemption = audience::redeem(studio, token_in(link), studio.now());
  if (const auto* late = std::get_if<ExpiredLink>(&redemption)) return expired(*late);
  const auto* granted = std::get_if<GrantedLink>(&redemption);
  if (granted == nullptr) return {};
  read_copy(*granted, take);
  return redeemed(*granted);
}

}  // namespace audience
