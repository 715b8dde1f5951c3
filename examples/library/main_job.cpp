// The main job from a program: main_job SHOP.db FOLDER DOCUMENT.json, where the folder holds the shop as CSV.
#include <audience/store.hpp>
#include <iostream>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;

void run(const std::filesystem::path& database, const std::filesystem::path& folder, const char* document) {
  audience::make_database(database);
  audience::AudienceStore store({.database_file = database, .user = "main_job"});
  for (const auto& [kind, name] : {std::pair{audience::ImportKind::customers, "customers.csv"},
                                   std::pair{audience::ImportKind::purchases, "purchases.csv"},
                                   std::pair{audience::ImportKind::recommendations, "recommendations.csv"}}) {
    const auto report = store.import_data(kind, {.file = folder / name});
    std::cout << report.stored << ' ' << report.kind << '\n';
  }

  const std::chrono::sys_days day = 2023y / 9 / 15;
  const auto made = store.create_from_file(document, {.as_of = day});
  std::cout << made.audience_name << ": " << made.size << " of " << made.population << " customers\n";
  for (const auto& step : made.filters) std::cout << step.filter << ": " << step.now << " left\n";

  const auto page = store.customers({.audience = made.audience_id, .columns = {"customer_id", "product_1"}});
  for (const auto& customer : page.customers) {
    const auto* product = std::get_if<std::string>(&customer[1]);
    std::cout << std::get<std::string>(customer[0]) << ' ' << (product ? *product : "-") << '\n';
  }

  const auto out =
      store.export_audience({.audience = made.audience_id},
                            {.file = folder / "main_job.csv", .link = audience::LinkRequest{.life = 10min}});
  const auto fetched = store.redeem(out.link->token, folder / "fetched.csv");
  if (fetched.verdict != audience::LinkVerdict::granted) throw std::runtime_error("the link is dead");
  std::cout << out.record.rows << " rows out, " << fetched.bytes << " bytes fetched\n";
}

}  // namespace

int main(int count, char** values) {
  try {
    if (count != 4) throw std::runtime_error("main_job SHOP.db FOLDER DOCUMENT.json");
    run(values[1], values[2], values[3]);
    return 0;
  } catch (const audience::FaultyDocument& error) {
    for (const auto& file : error.files())
      for (const auto& fault : file.faults)
        std::cerr << file.name << ", line " << fault.place.line << ": " << fault.message << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
  }
  return 1;
}
