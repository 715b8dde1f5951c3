// The names of people and parts of city names that the demo shop is made of, commonest first.
#pragma once

#include <string_view>

namespace shop {

inline constexpr std::string_view female_names[] = {
    "Emma",     "Darlene",  "Amber",   "Wendy",    "Kari",    "Rebekah",  "Milica",    "Sarah",
    "Laura",    "Julia",    "Anna",    "Jelena",   "Monica",  "Diana",    "Helen",     "Claire",
    "Nina",     "Teresa",   "Sandra",  "Ivana",    "Melissa", "Rachel",   "Karen",     "Marija",
    "Susan",    "Olivia",   "Emily",   "Grace",    "Sofia",   "Hannah",   "Katarina",  "Natalie",
    "Victoria", "Tamara",   "Brenda",  "Deborah",  "Dragana", "Elena",    "Frances",   "Gloria",
    "Heather",  "Irene",    "Jasmine", "Janet",    "Joanna",  "Judith",   "Kathleen",  "Kimberly",
    "Lillian",  "Linda",    "Lucy",    "Margaret", "Maria",   "Marina",   "Martha",    "Megan",
    "Michelle", "Mirjana",  "Nicole",  "Nora",     "Pamela",  "Patricia", "Paula",     "Penelope",
    "Rebecca",  "Rosa",     "Ruth",    "Sanja",    "Sharon",  "Sheila",   "Sonja",     "Stephanie",
    "Svetlana", "Sylvia",   "Theresa", "Tina",     "Valerie", "Vanessa",  "Vesna",     "Veronica",
    "Violeta",  "Virginia", "Yvonne",  "Adele",    "Agnes",   "Alice",    "Beatrice",  "Bianca",
    "Carla",    "Cecilia",  "Daniela", "Edith",    "Esther",  "Felicity", "Greta",     "Harriet",
    "Ingrid",   "Jovana",   "Zoë",     "Renée",    "Živana",  "Anaïs",    "Mary Jane", "Margaret \"Peggy\"",
};

inline constexpr std::string_view male_names[] = {
    "Travis",  "Edward",   "Jack",    "Austin", "Marko",    "David",   "Thomas",      "Daniel",
    "Michael", "Nikola",   "James",   "Peter",  "Stefan",   "Martin",  "Paul",        "Andrew",
    "Robert",  "Ivan",     "Mark",    "Petar",  "George",   "Henry",   "Luka",        "Richard",
    "Steven",  "Milan",    "Kevin",   "Brian",  "Jovan",    "Samuel",  "Adam",        "Anthony",
    "Arthur",  "Benjamin", "Boris",   "Bruce",  "Carl",     "Charles", "Christopher", "Colin",
    "Craig",   "Dejan",    "Dennis",  "Donald", "Douglas",  "Dragan",  "Dusan",       "Eric",
    "Felix",   "Francis",  "Frank",   "Gary",   "Gordon",   "Gregory", "Harold",      "Howard",
    "Hugo",    "Ian",      "Igor",    "Jacob",  "Jason",    "Jeffrey", "Jeremy",      "Joel",
    "John",    "Jonathan", "Joseph",  "Joshua", "Keith",    "Kenneth", "Lawrence",    "Leon",
    "Louis",   "Lucas",    "Matthew", "Milos",  "Nathan",   "Neil",    "Nicholas",    "Nemanja",
    "Oliver",  "Oscar",    "Patrick", "Philip", "Ralph",    "Raymond", "Roger",       "Ronald",
    "Russell", "Sasa",     "Scott",   "Simon",  "Theodore", "Timothy", "Victor",      "Vincent",
    "Walter",  "William",  "Zoran",   "Jürgen", "Čedomir",  "Łukasz",  "José",        "Robert \"Bob\"",
};

inline constexpr std::string_view mostly_female_names[] = {
    "Ashley", "Leslie", "Lauren", "Lindsay", "Kelly",   "Courtney", "Paige",  "Dana",
    "Tracy",  "Stacy",  "Joyce",  "Allison", "Whitney", "Hilary",   "Marion", "Vanja",
};

inline constexpr std::string_view mostly_male_names[] = {
    "Jordan", "Cameron", "Ryan",  "Tyler", "Dylan", "Logan", "Spencer", "Shawn",
    "Blake",  "Parker",  "Brett", "Drew",  "Glenn", "Terry", "Jerry",   "Andrea",
};

// Names that tell nothing about gender; name lists mark them "andy", for androgynous.
inline constexpr std::string_view either_names[] = {
    "Alex",  "Robin", "Sam",  "Casey", "Jamie",  "Taylor",  "Morgan", "Riley", "Quinn", "Charlie",
    "Sasha", "Kim",   "Jean", "Pat",   "Skyler", "Phoenix", "Rowan",  "Avery", "Jo",
};

inline constexpr std::string_view unknown_names[] = {
    "Xandria", "Brindle", "Oakes",   "Thorley", "Vireo",   "Zephyrin", "Juniper-Ann", "Q.",
    "Wrenna",  "Tamsyl",  "Orlaith", "Ngọc",    "Ümmühan", "Þórunn",   "Љубица",
};

inline constexpr std::string_view last_names[] = {
    "Davis",      "Nelson",     "Cook",         "Jones",        "Gray",      "Cox",         "Burgess",
    "Barrera",    "Fuentes",    "Bowman",       "Smith",        "Brown",     "Wilson",      "Taylor",
    "Clark",      "Walker",     "Young",        "King",         "Wright",    "Scott",       "Green",
    "Baker",      "Adams",      "Hill",         "Carter",       "Mitchell",  "Roberts",     "Turner",
    "Phillips",   "Campbell",   "Parker",       "Evans",        "Edwards",   "Collins",     "Stewart",
    "Morris",     "Rogers",     "Reed",         "Morgan",       "Bell",      "Murphy",      "Bailey",
    "Cooper",     "Richardson", "Howard",       "Ward",         "Peterson",  "James",       "Watson",
    "Brooks",     "Kelly",      "Sanders",      "Price",        "Bennett",   "Wood",        "Barnes",
    "Ross",       "Henderson",  "Coleman",      "Jenkins",      "Perry",     "Powell",      "Long",
    "Patterson",  "Hughes",     "Flores",       "Butler",       "Simmons",   "Foster",      "Bryant",
    "Russell",    "Griffin",    "Hayes",        "Myers",        "Ford",      "Hamilton",    "Graham",
    "Sullivan",   "Wallace",    "Woods",        "West",         "Jordan",    "Owens",       "Reynolds",
    "Fisher",     "Ellis",      "Harrison",     "Gibson",       "Mason",     "Marshall",    "Petrovic",
    "Jovanovic",  "Nikolic",    "Markovic",     "Ilic",         "Stankovic", "Pavlovic",    "Milosevic",
    "Tomic",      "Savic",      "Schmidt",      "Fischer",      "Weber",     "Wagner",      "Becker",
    "Hoffmann",   "Koch",       "Richter",      "Klein",        "Wolf",      "Novak",       "Horvat",
    "Kovacs",     "Nagy",       "Szabo",        "Varga",        "Popescu",   "Ionescu",     "Dimitrov",
    "Ivanov",     "Rossi",      "Russo",        "Ferrari",      "Esposito",  "Bianchi",     "Romano",
    "Colombo",    "Ricci",      "Marino",       "Greco",        "Garcia",    "Martinez",    "Lopez",
    "Sanchez",    "Perez",      "Gomez",        "Diaz",         "Alvarez",   "Moreno",      "Romero",
    "Martin",     "Bernard",    "Dubois",       "Laurent",      "Simon",     "Michel",      "Leroy",
    "Roux",       "Morel",      "Fournier",     "Jansen",       "Bakker",    "Visser",      "Smit",
    "Meijer",     "de Vries",   "van den Berg", "van Dijk",     "Mulder",    "Bos",         "Hansen",
    "Olsen",      "Larsen",     "Andersen",     "Nilsson",      "Karlsson",  "Persson",     "Lind",
    "Berg",       "Holm",       "O'Neill",      "O'Brien",      "D'Angelo",  "McDonald",    "MacLeod",
    "Fitzgerald", "Byrne",      "Walsh",        "Doyle",        "Kavanagh",  "Smith-Jones", "Parker-Bowen",
    "Müller",     "Schröder",   "Peña",         "Núñez",        "Đorđević",  "Živković",    "Sørensen",
    "Åberg",      "Lefèvre",    "Gonçalves",    "Wiśniewski",   "Dvořák",    "Kovačević",   "Sterling, Jr.",
    "Hale, III",  "Montgomery", "Featherstone", "Cholmondeley",
};

// A city is a stem and a pattern: "Rebekah" and "*burgh".
inline constexpr std::string_view city_stems[] = {
    "Rebekah", "Amber",  "Travis",  "Nelson",  "Edward", "Marko",   "Burgess", "Darlene",
    "Cook",    "Milica", "Kari",    "Austin",  "Ashley", "Bowman",  "Wendy",   "Stefan",
    "Clark",   "Joyce",  "Teresa",  "Novak",   "Harris", "Jelena",  "Martin",  "Whitney",
    "Carter",  "Sandra", "Peter",   "Douglas", "Lind",   "Melissa", "Gordon",  "Holm",
    "Barrera", "Ivana",  "Russell", "Zoë",     "Brooks", "Hansen",  "Fuentes", "Victor",
    "Linda",   "Weber",  "Sonja",   "Morgan",  "Đurađ",  "Jasmine", "Roman",   "Olsen",
};

inline constexpr std::string_view city_patterns[] = {
    "*burgh", "*ton",    "Port *", "*ville", "New *",  "Lake *", "*stad",   "*mouth",   "East *",
    "*haven", "Saint *", "*side",  "*fort",  "West *", "*view",  "Upper *", "*-on-Sea",
};

}  // namespace shop
