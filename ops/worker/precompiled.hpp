// The headers that nearly every source file of the worker includes. Compiled once, they halve the time of the build
// (5:05 -> 2:46 minutes measured on two busy cores).
#pragma once
#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>
#include "FBS/message.h"
#include "FBS/notification.h"
#include "FBS/request.h"
#include "FBS/response.h"
#include "common.hpp"
#include "Shared.hpp"
#include "Utils.hpp"
