// The worker uses only the common part of these containers' interface, which the standard ones share. They are slower
// in large tables; the worker's tables hold the transports and streams of some rooms.
#pragma once
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<class Key>
	using hash = std::hash<Key>;

	template<class Key, class Value, class... Rest>
	using map = std::unordered_map<Key, Value, Rest...>;

	template<class Key, class... Rest>
	using set = std::unordered_set<Key, Rest...>;
} // namespace ankerl::unordered_dense
